package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever sleeps is woken, and whoever is awake is not rung. */
final class WakeupTest {
  private static final int ROUNDS = 20_000;
  private static final int PIPELINED_CALLS = 50_000;

  /** A lost wake-up leaves both asleep for ever. */
  @Test
  void shouldWakeTheSleeperWhenBothSleepInEveryRound() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      for (int i = 0; i < ROUNDS; i++) {
        lane.submit(TestBroker.ECHO);
        lane.await();
      }
      assertEquals(ROUNDS, lane.ended());
      assertTrue(lane.rings() > ROUNDS / 10, "the host slept: " + lane.rings());
      assertTrue(lane.sleeps() > ROUNDS / 10, "the guest slept: " + lane.sleeps());
    }
  }

  @Test
  void shouldRingFarLessOftenThanItCallsWhenPipelined() {
    try (TestBroker broker = new TestBroker(1, Duration.ofMillis(100))) {
      GuestLane lane = broker.attach(1).lane(0);
      while (lane.ended() < PIPELINED_CALLS) {
        if (lane.outstanding() < GuestLane.SLOTS) {
          lane.submit(TestBroker.ECHO);
        } else if (lane.take() == 0) {
          Thread.onSpinWait();
        }
      }
      lane.awaitAll(Status.OK);
      assertTrue(lane.rings() < PIPELINED_CALLS / 100, "host rung: " + lane.rings());
    }
  }

  @Test
  void shouldNotRingTheGuestWhenItIsAwake() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      for (int i = 0; i < 2000; i++) {
        lane.submit(TestBroker.ECHO);
        while (lane.take() == 0) {
          Thread.onSpinWait();
        }
      }
      assertEquals(0, Poll.drain(lane.guestDoorbell()));
    }
  }
}
