package io.virtfun.driver.opencl;

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
  void shouldNameCallAndCodeInWordsWhenTheRuntimeFailed() {
    log.failed("sgemm@1", new ClException("clCreateBuffer", -61));

    assertEquals(
        List.of("device gpu0: sgemm@1 failed: clCreateBuffer: invalid buffer size (-61)"), lines);
  }

  @Test
  void shouldWriteALineASecondAndCountTheRest() {
    for (int i = 0; i < 10; i++) {
      log.failed("fft@1", new ClException("clFlush", -5));
    }
    nowNanos.addAndGet(SECOND_NANOS - 1);
    log.failed("fft@1", new ClException("clFlush", -5));
    nowNanos.incrementAndGet();
    log.failed("fft@1", new ClException("clFlush", -6));

    assertEquals(
        List.of(
            "device gpu0: fft@1 failed: clFlush: out of resources (-5)",
            "device gpu0: fft@1 failed: clFlush: out of host memory (-6), and 10 calls before"),
        lines);
  }

  @Test
  void shouldSayEveryCode() {
    assertEquals("success (0)", ClCode.words(0));
    assertEquals("kernel argument information not available (-19)", ClCode.words(-19));
    assertEquals("code of the vendor's (-20)", ClCode.words(-20));
    assertEquals("invalid value (-30)", ClCode.words(-30));
    assertEquals("invalid kernel name (-46)", ClCode.words(-46));
    assertEquals("maximum size restriction exceeded (-72)", ClCode.words(-72));
    assertEquals("platform not found (-1001)", ClCode.words(-1001));
    assertEquals("code of the vendor's (7)", ClCode.words(7));
    assertEquals("code of the vendor's (-2147483648)", ClCode.words(Integer.MIN_VALUE));
  }
}
