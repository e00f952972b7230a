package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a fair queue whatever tenants do; see {@link FairModel} for what is checked. */
final class FairQueuePropertyTest {
  private static final int SCENARIOS = 2_000;
  private static final long SEEDS_PER_SLOT = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepTheBoundWhenAllActAtRandom(int slots) {
    double closest = 0;
    for (int i = 0; i < SCENARIOS; i++) {
      long seed = slots * SEEDS_PER_SLOT + i;
      closest = Math.max(closest, run(seed, slots));
    }
    assertTrue(closest > 0.5, "scenarios come near the bound: " + closest);
  }

  private static double run(long seed, int slots) {
    try {
      return new FairScenario(seed, slots).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", slots " + slots + ": " + e.getMessage(), e);
    }
  }
}
