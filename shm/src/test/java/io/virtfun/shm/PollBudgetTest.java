package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollBudgetTest {
  private static final long STEP_NANOS = 1_000;
  private static final long SECOND_NANOS = 1_000_000_000;

  /** Looks whenever it may, and sleeps a step where it may not. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.25, 0.5, 0.99, 1})
  void shouldKeepToItsShareWhenThereIsAlwaysReasonToLook(double share) {
    PollBudget budget = new PollBudget(share, 0);
    boolean affordable = true;
    long looked = 0;
    for (long now = STEP_NANOS; now <= SECOND_NANOS; now += STEP_NANOS) {
      long spent = affordable ? STEP_NANOS : 0;
      looked += spent;
      affordable = budget.spend(spent, now);
    }

    double expected = Math.min(1, share + PollBudget.MOST_SAVED_NANOS / (double) SECOND_NANOS);
    assertEquals(expected, looked / (double) SECOND_NANOS, 1e-4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5})
  void shouldSaveNoMoreThanABurstWhenNothingIsSpent(double share) {
    PollBudget budget = new PollBudget(share, 0);
    assertTrue(budget.spend(0, 3600 * SECOND_NANOS));
    assertEquals(false, budget.spend(PollBudget.MOST_SAVED_NANOS, 3600 * SECOND_NANOS));
  }
}
