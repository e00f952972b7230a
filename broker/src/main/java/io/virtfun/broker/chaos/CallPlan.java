package io.virtfun.broker.chaos;

import java.util.SplittableRandom;

/**
 * Draws calls.
 *
 * <p>What a simulated device may run has a time to live: such a device hangs until it is told to
 * stop. <b>Thread:</b> any, with random numbers of its own.
 */
final class CallPlan {
  private static final int LEAST_MICROS = 200;
  private static final int MOST_MICROS = 300_000;
  private static final int LEAST_OF_SIMULATED_MICROS = 5_000;
  private static final int MOST_CANCEL_MICROS = 20_000;
  private static final int MOST_PAUSE_MICROS = 3_000;
  private static final int PRIORITIES = 4;

  private final Exercises exercises;

  CallPlan(long seed) {
    exercises = new Exercises(seed);
  }

  PlannedCall next(SplittableRandom random) {
    Exercises.Drawn drawn = exercises.draw(random);
    return new PlannedCall(
        drawn.function(),
        drawn.exercise(),
        random.nextInt(PRIORITIES),
        timeToLive(random, Tenancy.isSimulated(drawn.function())),
        oneIn(random, 10) ? random.nextInt(MOST_CANCEL_MICROS) : PlannedCall.NEVER,
        oneIn(random, 3),
        oneIn(random, 2),
        random.nextInt(MOST_PAUSE_MICROS));
  }

  private static long timeToLive(SplittableRandom random, boolean simulated) {
    if (simulated) {
      return random.nextInt(LEAST_OF_SIMULATED_MICROS, MOST_MICROS);
    }
    return oneIn(random, 4) ? random.nextInt(LEAST_MICROS, MOST_MICROS) : 0;
  }

  private static boolean oneIn(SplittableRandom random, int times) {
    return random.nextInt(times) == 0;
  }
}
