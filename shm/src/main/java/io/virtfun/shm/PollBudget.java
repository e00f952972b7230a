package io.virtfun.shm;

/**
 * What is left of a thread's time for looking in vain: a share of all time, saved up for at most
 * ten milliseconds of looking.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class PollBudget {
  static final long MOST_SAVED_NANOS = 10_000_000;

  private final double share;
  private double savedNanos = MOST_SAVED_NANOS;
  private long lastNanos;

  /** A full one. */
  public PollBudget(double share, long nowNanos) {
    this.share = share;
    this.lastNanos = nowNanos;
  }

  /** Takes what was looked in vain; whether anything is left. */
  public boolean spend(long lookedNanos, long nowNanos) {
    if (share >= 1) {
      return true;
    }
    savedNanos =
        Math.min(MOST_SAVED_NANOS, savedNanos + share * (nowNanos - lastNanos)) - lookedNanos;
    lastNanos = nowNanos;
    return savedNanos > 0;
  }
}
