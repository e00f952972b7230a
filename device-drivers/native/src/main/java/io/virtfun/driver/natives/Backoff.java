package io.virtfun.driver.natives;

import java.util.concurrent.TimeUnit;

/**
 * When a process that keeps ending may be started again: after 100 ms, then after twice as long
 * each time, at most 30 s, until a call goes well.
 *
 * <p><b>Units:</b> nanoseconds, compared by difference. <b>Thread:</b> one at a time.
 */
final class Backoff {
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private long pauseNanos;
  private long failedNanos;

  /** How long until it may be started; 0: now. */
  long leftNanos(long nowNanos) {
    return Math.max(0, pauseNanos - (nowNanos - failedNanos));
  }

  void failed(long nowNanos) {
    failedNanos = nowNanos;
    pauseNanos = pauseNanos == 0 ? FIRST_NANOS : Math.min(MOST_NANOS, 2 * pauseNanos);
  }

  void wentWell() {
    pauseNanos = 0;
  }
}
