package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table and what is in it. */
class ReportTableTest {
  @Test
  void shouldAlignColumnsAndSumUpWhenAllIsWell() {
    assertEquals(
        """
        function    size  shape  calls      p50      p99  MiB/s    queue      run  transport  device  verified
        sha256    64 KiB          1600  87.3 us  1.23 ms    322  10.0 us  0.50 us    76.7 us  cpu0    yes
        fft        128 B  n=16       3   2.50 s   3.00 s   0.00  1.00 us  2.00 us    3.00 us  cpu0    yes

        p50, p99: round trips as the guests saw them, with all guests at work at once.
        queue, run, transport: median time at the broker, at the device, and the rest of the way.
        MiB/s: input and output, over the time a guest had calls of the row in flight.

        cpu0     software  available: the JDK
        fpga0    fpga      not available: no board

        ok: 4 guests of 2 tenants, 2 functions on cpu0, 1603 calls in 21.5 s, every answer verified (seed 17)\
        """,
        ReportTable.of(Reports.good()));
  }

  @Test
  void shouldSayNoWhenAnAnswerIsWrong() {
    String table = ReportTable.of(Reports.bad());

    assertTrue(table.contains("cpu0    no\n"), table);
    assertTrue(table.contains("failed: 4 guests"), table);
    assertTrue(table.contains("rows with a wrong answer: 1"), table);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "59200, 57.8 KiB", "33554432, 32 MiB"})
  void shouldPickTheUnitWhenASizeIsShown(long bytes, String text) {
    assertEquals(text, Units.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 us",
    "9.994, 9.99 us",
    "9.996, 10.0 us",
    "99.94, 99.9 us",
    "999.4, 999 us",
    "1500, 1.50 ms",
    "2.5e6, 2.50 s",
  })
  void shouldPickTheUnitWhenATimeIsShown(double micros, String text) {
    assertEquals(text, Units.micros(micros));
  }
}
