package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> lines = new ArrayList<>();
  private final FaultLog log = new FaultLog("gpu0", nowNanos::get, lines::add);

  @Test
  void shouldWriteALineASecondAndCountTheRest() {
    for (int i = 0; i < 10; i++) {
      log.failed("fft@1", "one");
    }
    nowNanos.addAndGet(SECOND_NANOS - 1);
    log.failed("fft@1", "one");
    nowNanos.incrementAndGet();
    log.failed("fft@1", "two");

    assertEquals(
        List.of(
            "device gpu0: fft@1 failed: one",
            "device gpu0: fft@1 failed: two, and 10 calls before"),
        lines);
  }
}
