package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever sleeps is woken, and whoever is awake is not rung. */
final class WakeupTest {
  private static final int ROUNDS = 20_000;
  private static final int PIPELINED_CALLS = 20_000;

  /** A lost wake-up leaves both asleep for ever. */
  @Test
  void shouldWakeTheSleeperWhenBothSleepInEveryRound() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      for (int i = 0; i < ROUNDS; i++) {
        if (i % 2 == 0) {
          lane.awaitHostAsking();
        }
        lane.submit(TestBroker.ECHO);
        lane.await();
      }
      assertEquals(ROUNDS, lane.ended());
      assertTrue(lane.rings() >= ROUNDS / 2, "the host slept: " + lane.rings());
      assertTrue(lane.sleeps() > 0, "the guest slept: " + lane.sleeps());
    }
  }

  @Test
  void shouldRingFarLessOftenThanItCallsWhenPipelined() {
    try (TestBroker broker = new TestBroker(1, Duration.ofMillis(100))) {
      GuestLane lane = broker.attach(1).lane(0);
      lane.callPipelined(TestBroker.ECHO, PIPELINED_CALLS, GuestLane.SLOTS);
      assertTrue(lane.rings() < PIPELINED_CALLS / 100, "host rung: " + lane.rings());
    }
  }

  @Test
  void shouldNotRingTheGuestWhenItIsAwake() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      for (int i = 0; i < 500; i++) {
        lane.submit(TestBroker.ECHO);
        while (lane.take() == 0) {
          Thread.onSpinWait();
        }
      }
      assertEquals(0, Poll.drain(lane.guestDoorbell()));
    }
  }
}
