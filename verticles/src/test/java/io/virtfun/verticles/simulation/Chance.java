package io.virtfun.verticles.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** What chance says, the same for the same seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** From 0 to less than a bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Most often short, and now and then up to so long. */
  long nanos(int most) {
    return random.nextInt(1 + random.nextInt(most));
  }

  long any() {
    return random.nextLong();
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
