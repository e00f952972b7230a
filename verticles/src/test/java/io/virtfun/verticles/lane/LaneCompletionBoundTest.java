package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane takes no entry that it could not answer at once, and sleeps over those. */
final class LaneCompletionBoundTest {
  private static final int CAPACITY = 4;

  private final TestGuest guest = new TestGuest(CAPACITY);
  private final TestHost host = new TestHost(guest, TestRoutes.of(8, 8));

  @AfterEach
  void close() {
    guest.close();
  }

  private void fillCompletions() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    host.turn();
    host.finishAll(FIRST);
    guest.submit(ECHO_ID, 5, 6, 7, 8);
  }

  @Test
  void shouldTakeNothingWhenTheGuestDoesNotConsume() {
    fillCompletions();
    assertEquals(0, host.lane().poll(64, TestHost.NOW));
    assertTrue(host.lane().arm(), "nothing can be done: the host may sleep");
    assertEquals(0, host.lane().inFlight());
    assertTrue(host.lane().isServing());
  }

  @Test
  void shouldGoOnWhenTheGuestConsumesAndRings() {
    fillCompletions();
    host.turn();
    assertTrue(host.lane().arm());
    assertEquals(1, guest.take(1).size());
    assertTrue(guest.publish(), "the guest is asked to ring");
    host.lane().disarm();

    host.turn();
    assertEquals(5, host.at(FIRST).peek().correlationId());
    assertEquals(1, host.at(FIRST).size(), "one slot, one entry");
    host.finishAll(FIRST);
    assertTrue(host.lane().arm());
    assertEquals(4, guest.take().size());
    assertFalse(host.lane().arm(), "there is room again");
    host.lane().disarm();
    host.turn();
    host.finishAll(FIRST);
    assertEquals(3, guest.take().size());
  }

  @Test
  void shouldCountCallsInFlightWhenItLooksForRoom() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    host.turn();
    guest.submit(ECHO_ID, 5, 6);
    host.turn();
    assertEquals(4, host.lane().inFlight());
    assertTrue(host.lane().arm());

    host.finish(FIRST, Outcome.ok(0));
    host.turn();
    assertEquals(3, host.lane().inFlight(), "the answer holds the slot until it is consumed");
    guest.take();
    host.turn();
    assertEquals(4, host.lane().inFlight());
  }

  @Test
  void shouldCountRefusalsWhenItLooksForRoom() {
    guest.submit(0, 1, 2, 3);
    guest.submit(ECHO_ID, 4);
    host.turn();
    guest.submit(0, 5);
    assertEquals(0, host.lane().poll(64, TestHost.NOW));
    assertEquals(3, guest.take().size());
    assertEquals(1, host.lane().poll(64, TestHost.NOW));
  }

  @Test
  void shouldTakeABatchWhenMoreAreThere() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    assertEquals(3, host.lane().poll(3, TestHost.NOW));
    assertEquals(1, host.lane().poll(3, TestHost.NOW));
    assertEquals(0, host.lane().poll(3, TestHost.NOW));
  }

  @Test
  void shouldNotSleepWhenAnEntryCameMeanwhile() {
    assertTrue(host.lane().arm());
    assertTrue(guest.isHostAsking());
    assertTrue(guest.submit(guest.entry(1, ECHO_ID)), "asked to ring");
    assertFalse(guest.submit(guest.entry(2, ECHO_ID)), "once per asking");
    assertFalse(host.lane().arm());
    host.lane().disarm();
    assertFalse(guest.isHostAsking());
  }

  @Test
  void shouldRingOnceWhenTheGuestAsks() {
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    guest.arm();
    assertFalse(host.lane().flush(), "nothing was answered");
    host.finish(FIRST, Outcome.ok(0));
    assertTrue(host.lane().flush());
    host.finish(FIRST, Outcome.ok(0));
    assertFalse(host.lane().flush(), "once per asking");
    assertEquals(2, guest.take().size());
  }
}
