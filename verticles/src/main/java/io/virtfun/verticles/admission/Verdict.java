package io.virtfun.verticles.admission;

/** Whether a call may go, and if not why and for how long, in one number: no call allocates. */
final class Verdict {
  /** The call may go. */
  static final long ADMITTED = 0;

  private static final int LIMIT_BITS = 3;
  private static final long LONGEST_NANOS = Long.MAX_VALUE >> LIMIT_BITS;
  private static final Limit[] LIMITS = Limit.values();

  private Verdict() {}

  /** A limit holds up the call; for so long where that is known, else 0. */
  static long of(Limit limit, long waitNanos) {
    return Math.min(waitNanos, LONGEST_NANOS) << LIMIT_BITS | (limit.index() + 1);
  }

  /** Which limit. */
  static Limit limit(long verdict) {
    return LIMITS[(int) (verdict & ((1 << LIMIT_BITS) - 1)) - 1];
  }

  /** For how long. */
  static long waitNanos(long verdict) {
    return verdict >>> LIMIT_BITS;
  }
}
