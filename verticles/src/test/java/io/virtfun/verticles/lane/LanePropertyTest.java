package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a lane whatever guest and devices do, in whatever order. */
final class LanePropertyTest {
  private static final int STEPS = 40_000;
  private static final int SHORT_LIVES = 100;
  private static final int STEPS_OF_A_SHORT_LIFE = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldEndEachCallOnceWhenAllActAtRandom(long seed) {
    try (LaneModel model = new LaneModel(seed)) {
      for (int i = 0; i < STEPS; i++) {
        model.step();
      }
      model.settle();
      model.assertAllCredit(TestRoutes.ECHO_ID, 0);
      model.assertAllCredit(TestRoutes.OTHER_ID, 1);
    }
  }

  @Test
  void shouldGiveEverythingBackWhenClosedAtAnyMoment() {
    for (int seed = 0; seed < SHORT_LIVES; seed++) {
      try (LaneModel model = new LaneModel(seed)) {
        live(model);
        model.lane().close();
        assertGivenBack(model);
      }
    }
  }

  @Test
  void shouldGiveEverythingBackWhenQuarantinedAtAnyMoment() {
    for (int seed = 0; seed < SHORT_LIVES; seed++) {
      try (LaneModel model = new LaneModel(seed)) {
        live(model);
        model.guest().position(TestGuest.SUBMISSION_TAIL, -1);
        model.lane().poll(1, 0);
        assertTrue(model.lane().flush());
        assertGivenBack(model);
      }
    }
  }

  private static void live(LaneModel model) {
    for (int i = 0; i < STEPS_OF_A_SHORT_LIFE; i++) {
      model.step();
    }
  }

  private static void assertGivenBack(LaneModel model) {
    Lane lane = model.lane();
    RegionSnapshot before = new RegionSnapshot(model.guest());
    assertEquals(model.callsAtDevices(), lane.inFlight(), "waiting calls are dropped");
    while (model.callsAtDevices() > 0) {
      assertFalse(lane.isDrained());
      model.returnOne();
      assertEquals(model.callsAtDevices(), lane.inFlight());
    }
    assertTrue(lane.isDrained());
    assertFalse(lane.flush());
    before.assertUnchanged();
  }
}
