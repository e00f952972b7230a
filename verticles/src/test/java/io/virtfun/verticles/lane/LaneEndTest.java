package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Draining ends accepted calls and refuses new ones; closing forgets the guest. */
final class LaneEndTest {
  private final TestGuest guest = new TestGuest(8);
  private final TestHost host = new TestHost(guest, TestRoutes.of(2, 2));

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void shouldRefuseNewCallsWhenItDrains() {
    host.lane().drain();
    guest.submit(ECHO_ID, 1);
    guest.submit(99, 2);
    host.turn();

    assertEquals(
        List.of(
            new Answer(1, Status.SHUTTING_DOWN, 0, 0, 0, 0, 0),
            new Answer(2, Status.SHUTTING_DOWN, 0, 0, 0, 0, 0)),
        guest.take());
    assertTrue(host.lane().isServing());
    assertEquals(LaneState.OPEN, guest.laneState());
  }

  @Test
  void shouldEndAcceptedCallsWhenItDrains() {
    guest.submit(ECHO_ID, 1, 2, 3);
    host.turn();
    host.lane().drain();
    guest.submit(ECHO_ID, 4);
    host.turn();
    assertEquals(3, host.lane().inFlight());
    host.finishAll(FIRST);

    assertEquals(List.of(4L, 1L, 2L, 3L), guest.take().stream().map(Answer::id).toList());
    assertEquals(0, host.lane().inFlight());
    assertTrue(host.lane().isDrained());
  }

  @Test
  void shouldBeDrainedAtOnceWhenNoDeviceHasACall() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    host.finishAll(FIRST);
    host.lane().close();
    assertTrue(host.lane().isDrained());
    assertFalse(host.lane().isServing());
  }

  @Test
  void shouldBeDrainedWhenTheLastCallReturns() {
    guest.submit(ECHO_ID, 1, 2, 3, 4, 5);
    host.turn();
    assertTrue(host.at(FIRST).stream().allMatch(call -> call.stopReason() == StopReason.NONE));
    host.lane().close();
    assertEquals(2, host.lane().inFlight(), "waiting calls are dropped");
    assertTrue(host.at(FIRST).stream().allMatch(call -> call.stopReason() == StopReason.ABANDONED));
    assertEquals(Set.copyOf(host.at(FIRST)), Set.copyOf(host.stopped()));
    assertFalse(host.lane().isDrained());
    host.finish(FIRST, Outcome.ok(0));
    assertFalse(host.lane().isDrained());
    host.finish(FIRST, Outcome.ok(0));

    assertTrue(host.lane().isDrained());
    assertTrue(host.at(FIRST).isEmpty());
    assertEquals(0, host.lane().inFlight());
  }

  @Test
  void shouldNotTouchTheRegionWhenClosed() {
    guest.submit(ECHO_ID, 1, 2, 3);
    host.lane().poll(3, TestHost.NOW);
    host.finish(FIRST, Outcome.ok(0));
    host.lane().close();
    guest.submit(ECHO_ID, 4);
    RegionSnapshot before = new RegionSnapshot(guest);

    assertFalse(host.turn());
    assertEquals(0, host.lane().poll(8, TestHost.NOW));
    assertTrue(host.lane().arm());
    host.lane().disarm();
    host.finish(FIRST, Outcome.ok(0));
    host.lane().close();
    assertFalse(host.lane().flush());
    before.assertUnchanged();
  }

  @Test
  void shouldNotTouchTheRegionWhenItIsUnmapped() {
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    host.lane().close();
    guest.close();
    host.finish(FIRST, Outcome.ok(0));
    host.finish(FIRST, Outcome.ok(0));
    assertFalse(host.turn());
    assertTrue(host.lane().arm());
    host.lane().disarm();
    assertTrue(host.lane().isDrained());
  }
}
