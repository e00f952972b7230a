package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.demo.task.Tasks;
import io.virtfun.guest.Receipt;
import io.virtfun.shm.Why;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How guests' rows become the report's. */
class ReportBuilderTest {
  private static final long MIB = 1 << 20;

  private final ReportBuilder builder = new ReportBuilder(new Settings(3, 5, false, false));
  private final GuestView first = new GuestView(1, "alpha");
  private final GuestView second = new GuestView(2, "beta");

  @Test
  void shouldSumUpWhenTwoGuestsDoTheSameRow() {
    builder.started(3, 2);
    builder.add(first, ended(1, "cpu0", null));
    builder.add(second, ended(1, "fpga1", null));

    Report report = builder.build(null);

    Report.Row row = report.results().getFirst();
    assertTrue(report.ok());
    assertEquals(3, report.guests());
    assertEquals(2, report.tenants());
    assertEquals(4, report.calls());
    assertEquals(List.of(Tasks.all().get(1).function()), report.functions());
    assertEquals(4, row.calls());
    assertEquals(2, row.guests());
    assertEquals("cpu0,fpga1", row.device());
    assertEquals(100, row.mibPerS(), 0.01);
    assertTrue(row.verified());
    assertNull(builder.difference());
  }

  @Test
  void shouldNameGuestFunctionAndSizeWhenAnAnswerIsWrong() {
    builder.add(first, ended(0, "cpu0", null));
    builder.add(second, ended(1, "cpu0", "byte 7 is 00 (expected: 01)"));

    assertEquals("guest 2 (beta), echo, 64 B: byte 7 is 00 (expected: 01)", builder.difference());
    assertFalse(builder.build("wrong").results().getLast().verified());
    assertTrue(builder.build("wrong").results().getFirst().verified());
  }

  @Test
  void shouldCountTheOthersWhenSeveralAnswersAreWrong() {
    builder.add(first, ended(1, "cpu0", "a"));
    builder.add(second, ended(1, "cpu0", "b"));

    assertEquals("guest 1 (alpha), echo, 64 B: a (and 1 more)", builder.difference());
  }

  @Test
  void shouldKeepRowsApartWhoseDeviceWasAskedFor() {
    builder.add(first, ended(1, "fpga0", "fpga0", null));
    builder.add(first, ended(1, "cpu0", "cpu0", null));
    builder.add(first, ended(1, "cpu0", null));
    builder.add(second, ended(2, "cpu0", null));

    assertEquals(
        List.of("cpu0 2", "cpu0 2", "cpu0 2", "fpga0 2"),
        builder.build(null).results().stream()
            .map(row -> row.device() + " " + row.calls())
            .toList());
  }

  @Test
  void shouldTellOnceWhenTheCatalogueIsNotTheDemos() {
    GuestMessage.Attached attached =
        new GuestMessage.Attached(1, List.of("new@1"), List.of("fft@1"));

    assertEquals(
        List.of(
            "new@1 is not called: the demo does not know it",
            "fft@1 is not called: no device has it"),
        builder.attached(attached));
    assertEquals(List.of(), builder.attached(attached));
    assertEquals(List.of("new@1"), builder.build(null).unknownFunctions());
    assertEquals(List.of("fft@1"), builder.build(null).missingFunctions());
  }

  /** Two calls of 5 MiB together, in 50 ms. */
  private static GuestMessage.RowEnded ended(
      int index, String device, @Nullable String difference) {
    return ended(index, "", device, difference);
  }

  private static GuestMessage.RowEnded ended(
      int index, String askedFor, String device, @Nullable String difference) {
    Latencies latencies = new Latencies();
    latencies.add(new Receipt(0, 0, 9, device, 0, 0, Why.ONLY, 0));
    return new GuestMessage.RowEnded(
        index, askedFor, 2, 5 * MIB, 50_000_000, List.of(device), latencies.encoded(), difference);
  }
}
