package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each accepted call ends once, whoever stalls, fails, lies, resets or dies, and nothing is left
 * over.
 *
 * <p>{@code -Dvirtfun.simulation.seeds=N} says how many seeds, {@code -Dvirtfun.simulation.first=N}
 * from which one.
 */
final class SimulationTest {
  private static final long SEEDS = Long.getLong("virtfun.simulation.seeds", 100_000);
  private static final long FIRST = Long.getLong("virtfun.simulation.first", 1);
  private static final String AGAIN =
      "./virtfun test -am -Dsurefire.failIfNoSpecifiedTests=false -pl verticles"
          + " -Dtest=SimulationTest -Dvirtfun.simulation.seeds=1 -Dvirtfun.simulation.first=";
  private static final long ENOUGH_TO_SEE_ALL = 1_000;

  /** Those of a function's arguments and sizes are the lane's own tests' affair. */
  private static final Set<Status> ALL =
      EnumSet.complementOf(
          EnumSet.of(
              Status.BAD_ENTRY, Status.MISALIGNED, Status.BAD_ARGUMENT, Status.BAD_INPUT_SIZE));

  private final Seen seen = new Seen();

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void shouldEndEachCallOnceWhateverBecomesOfAll() {
    long events = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      events += run(seed);
    }
    assertTrue(events > SEEDS, "something happens");
    if (SEEDS >= ENOUGH_TO_SEE_ALL) {
      assertEquals(ALL, seen.statuses(), "how calls ended");
      for (Sight sight : Sight.values()) {
        assertTrue(seen.counts().getOrDefault(sight, 0L) > SEEDS / 1_000, sight.name());
      }
    }
  }

  private long run(long seed) {
    try (Simulation simulation = new Simulation(seed, seen)) {
      simulation.run();
      return simulation.events();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e + "; again: " + AGAIN + seed, e);
    }
  }

  @Test
  void shouldDoTheSameWhenTheSeedIsTheSame() {
    for (long seed = 1; seed <= 50; seed++) {
      assertEquals(trace(seed), trace(seed), "seed " + seed);
    }
    assertNotEquals(trace(1), trace(2));
  }

  private long trace(long seed) {
    try (Simulation simulation = new Simulation(seed, seen)) {
      simulation.run();
      return simulation.trace();
    }
  }
}
