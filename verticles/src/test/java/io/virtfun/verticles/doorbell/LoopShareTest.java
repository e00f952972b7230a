package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a tenant may take of an event loop, by known answers. */
final class LoopShareTest {
  private static final int HEAVIEST = 4;

  private final LoopShare heavy = new LoopShare(() -> HEAVIEST);
  private final LoopShare light = new LoopShare(() -> 1);

  @Test
  void shouldGrantAQuantumByWeightWhenThereAreOthers() {
    assertTrue(heavy.grant(HEAVIEST));
    assertTrue(light.grant(HEAVIEST));

    heavy.ranHere(9_999);
    light.ranHere(2_499);
    assertTrue(heavy.mayTake());
    assertTrue(light.mayTake());
    heavy.ranHere(1);
    light.ranHere(1);
    assertFalse(heavy.mayTake());
    assertFalse(light.mayTake());
  }

  @Test
  void shouldChargeServingACallWhenItRunsElsewhere() {
    light.grant(HEAVIEST);
    light.took(8);
    assertTrue(light.mayTake());
    light.took(1);
    assertFalse(light.mayTake());
  }

  @Test
  void shouldMakeATenantWaitWhenItTookTooMuch() {
    light.grant(HEAVIEST);
    light.ranHere(10_000);

    // 7.5 us are owed, of which each look pays 2.5.
    assertFalse(light.grant(HEAVIEST));
    assertFalse(light.grant(HEAVIEST));
    assertFalse(light.grant(HEAVIEST));
    assertTrue(light.grant(HEAVIEST));
  }

  @Test
  void shouldSaveNothingWhenATenantTookLess() {
    for (int i = 0; i < 10; i++) {
      light.grant(HEAVIEST);
    }
    light.ranHere(2_500);
    assertFalse(light.mayTake());
  }

  @Test
  void shouldForgiveWhatATenantOwesWhenItIsAlone() {
    light.grant(HEAVIEST);
    light.ranHere(1_000_000);

    assertTrue(light.grantAlone());
    light.ranHere(99_999);
    assertTrue(light.mayTake());
    light.ranHere(1);
    assertFalse(light.mayTake());
  }

  @Test
  void shouldShareTimeByWeightWhenCallsAreLongerThanAQuantum() {
    long heavyCalls = 0;
    long lightCalls = 0;
    for (int look = 0; look < 1_000; look++) {
      heavyCalls += callsOf(heavy);
      lightCalls += callsOf(light);
    }
    // 10 and 2.5 us for each of 1000 looks, in calls of 50 us.
    assertEquals(200, heavyCalls);
    assertEquals(50, lightCalls);
  }

  private static int callsOf(LoopShare share) {
    int calls = 0;
    if (share.grant(HEAVIEST)) {
      while (share.mayTake()) {
        share.ranHere(50_000);
        calls++;
      }
    }
    return calls;
  }
}
