package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollHorizonTest {
  private static final long MOST_NANOS = 200_000;
  private static final long START = Long.MAX_VALUE - 1_000_000;

  private long now = START;

  private static PollHorizon adaptive() {
    return new PollHorizon(Polling.adaptive().withMost(Duration.ofNanos(MOST_NANOS)), START);
  }

  private void cameAfter(PollHorizon horizon, long nanos) {
    now += nanos;
    horizon.came(now);
  }

  /** How long it looks from now on. */
  private long looks(PollHorizon horizon) {
    long nanos = 0;
    while (nanos <= 4 * MOST_NANOS && horizon.looks(now + nanos)) {
      nanos += 100;
    }
    return nanos;
  }

  @Test
  void shouldLookForWhatAWakeUpCostsWhenEventsComeClosely() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, 1_000);
    }

    assertEquals(PollHorizon.WAKE_UP_NANOS, looks(horizon));
  }

  @Test
  void shouldLookForSomeGapsWhenEventsComeSlowly() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, 30_000);
    }

    assertTrue(Math.abs(looks(horizon) - 120_000) <= 200, "looks " + looks(horizon));
  }

  @Test
  void shouldNotLookWhenTheNextEventIsFar() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 3; i++) {
      cameAfter(horizon, 10_000_000);
    }

    assertEquals(0, looks(horizon));
  }

  @Test
  void shouldLookAgainSoonWhenEventsComeCloselyAfterSilence() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, 1_000_000_000);
    }
    int events = 0;
    while (looks(horizon) == 0) {
      cameAfter(horizon, 40_000);
      events++;
    }

    assertTrue(events <= 5, events + " events");
  }

  @Test
  void shouldLookOnWhenOneSilenceComesBetweenShortGaps() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, 40_000);
    }
    cameAfter(horizon, 1_000_000_000);

    assertTrue(looks(horizon) > 0, "one is no habit");
    cameAfter(horizon, 1_000_000_000);
    assertEquals(0, looks(horizon));
  }

  @Test
  void shouldAnticipateOnWhenOneEventIsLate() {
    PollHorizon horizon = adaptive();
    comeRegularly(horizon, 1_000_000);
    cameAfter(horizon, 20_000_000);

    assertNotEquals(PollHorizon.NONE, horizon.anticipationNanos(now));
  }

  @Test
  void shouldTellGapsAfterEventsFromGapsAfterOwnActs() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 20; i++) {
      cameAfter(horizon, 1_000);
      now += 1_000_000;
      horizon.acted(now);
    }
    assertTrue(looks(horizon) > 0, "the next event follows an act closely");

    cameAfter(horizon, 1_000);
    assertEquals(0, looks(horizon), "none follows an event before this side acts");
  }

  @Test
  void shouldAlwaysLookEquallyLongWhenFixed() {
    PollHorizon horizon = new PollHorizon(Polling.fixed(Duration.ofNanos(70_000)), START);
    assertEquals(70_000, looks(horizon));
    cameAfter(horizon, 1_000_000_000);
    assertEquals(70_000, looks(horizon));
  }

  @Test
  void shouldNeverLookWhenSleeping() {
    assertFalse(new PollHorizon(Polling.sleeping(), START).looks(START));
  }

  private void comeRegularly(PollHorizon horizon, long gapNanos) {
    comeRegularly(horizon, gapNanos, 50);
  }

  private void comeRegularly(PollHorizon horizon, long gapNanos, int times) {
    for (int i = 0; i < times; i++) {
      // Some later, some sooner than the others.
      cameAfter(horizon, gapNanos + (i % 5 - 2) * gapNanos / 100);
    }
  }

  @Test
  void shouldWakeUpShortlyBeforeAnEventThatIsRegular() {
    PollHorizon horizon = adaptive();
    comeRegularly(horizon, 2_000_000);

    long delay = horizon.anticipationNanos(now);
    assertTrue(delay > 1_500_000 && delay < 2_000_000 - PollHorizon.LEAD_NANOS, "after " + delay);
    assertFalse(horizon.looks(now));
    now += delay;
    horizon.anticipates(now);
    assertTrue(horizon.looks(now + 2_000_000 - delay), "until the event comes");
  }

  @Test
  void shouldNotBeMisledWhenOneEventIsLate() {
    PollHorizon horizon = adaptive();
    comeRegularly(horizon, 2_000_000);
    long before = horizon.anticipationNanos(now);
    cameAfter(horizon, 20_000_000);
    comeRegularly(horizon, 2_000_000, 8);

    long after = horizon.anticipationNanos(now);
    assertTrue(after > before / 2 && after <= before, "early, not late: " + after);
  }

  @Test
  void shouldAnticipateNothingWhenEventsAreIrregular() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, i % 2 == 0 ? 400_000 : 4_000_000);
    }
    assertEquals(PollHorizon.NONE, horizon.anticipationNanos(now));

    for (int i = 0; i < 100; i++) {
      cameAfter(horizon, 10_000_000 + (i % 5 - 2) * 1_000_000);
    }

    assertEquals(PollHorizon.NONE, horizon.anticipationNanos(now));
  }

  @Test
  void shouldAnticipateNothingWhenAGapIsWithinALook() {
    PollHorizon horizon = adaptive();
    comeRegularly(horizon, 100_000);
    assertEquals(PollHorizon.NONE, horizon.anticipationNanos(now));
  }

  @Test
  void shouldNotCountWakeUpsAsGaps() {
    PollHorizon horizon = adaptive();
    for (int i = 0; i < 100; i++) {
      horizon.woke();
      horizon.woke();
      horizon.woke();
      cameAfter(horizon, MOST_NANOS + 20_000);
    }

    assertTrue(looks(horizon) > 0, "awake, it would have come within a look");
  }
}
