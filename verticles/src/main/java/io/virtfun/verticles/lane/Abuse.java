package io.virtfun.verticles.lane;

import io.virtfun.shm.Status;

/**
 * How much a lane has been fed of late that no guest writes which keeps the rules: a bucket that
 * leaks.
 *
 * <p>What a program can get wrong in good faith, the values of arguments and the sizes that go with
 * them, does not count. <b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 * <b>Source:</b> docs/shared-memory.md, "Lanes".
 */
final class Abuse {
  /** Malformed entries that a lane may be fed at once. */
  static final int MOST = 1_000;

  /** How long it takes until one of them is forgotten. */
  static final long FORGET_NANOS = 1_000_000;

  private long levelNanos;
  private long lastNanos;
  private long malformed;

  /** Forgets what there was time to forget. */
  void forget(long nowNanos) {
    if (levelNanos > 0) {
      levelNanos = Math.max(0, levelNanos - (nowNanos - lastNanos));
    }
    lastNanos = nowNanos;
  }

  /** Notes why an entry was refused. */
  void note(Status refusal) {
    if (refusal.isMalformed()) {
      malformed++;
      levelNanos += FORGET_NANOS;
    }
  }

  /** Whether it is more than a lane is forgiven. */
  boolean isTooMuch() {
    return levelNanos > MOST * FORGET_NANOS;
  }

  /** Malformed entries so far. */
  long malformed() {
    return malformed;
  }
}
