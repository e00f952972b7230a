package io.virtfun.broker.chaos;

import java.util.SplittableRandom;

/** Random numbers of their own for all who draw, from one seed. */
final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private Seeds() {}

  /** The seed of whoever a path of numbers names; the same whenever it is asked. */
  static long derived(long seed, long... path) {
    long derived = seed;
    for (long step : path) {
      derived = new SplittableRandom(derived + (step + 1) * GOLDEN_GAMMA).nextLong();
    }
    return derived;
  }

  static SplittableRandom random(long seed, long... path) {
    return new SplittableRandom(derived(seed, path));
  }
}
