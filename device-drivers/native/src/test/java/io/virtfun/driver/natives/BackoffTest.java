package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long MILLI_NANOS = 1_000_000L;

  private final Backoff backoff = new Backoff();
  private long nowNanos = Long.MAX_VALUE - 50;

  @Test
  void shouldStartAtOnceWhenNothingFailed() {
    assertEquals(0, backoff.leftNanos(nowNanos));
  }

  @Test
  void shouldWaitTwiceAsLongEachTimeUpToAMost() {
    for (int i = 0; i < 20; i++) {
      long pauseNanos = Math.min(30_000, 100L << i) * MILLI_NANOS;
      backoff.failed(nowNanos);

      assertEquals(pauseNanos, backoff.leftNanos(nowNanos));
      assertEquals(1, backoff.leftNanos(nowNanos + pauseNanos - 1));
      nowNanos += pauseNanos;
      assertEquals(0, backoff.leftNanos(nowNanos));
    }
  }

  @Test
  void shouldBeginAnewWhenACallWentWell() {
    backoff.failed(nowNanos);
    backoff.failed(nowNanos);
    backoff.wentWell();

    assertEquals(0, backoff.leftNanos(nowNanos));
    backoff.failed(nowNanos);
    assertEquals(100 * MILLI_NANOS, backoff.leftNanos(nowNanos));
  }
}
