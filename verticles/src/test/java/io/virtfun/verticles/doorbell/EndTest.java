package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Future;
import io.virtfun.shm.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What guests get when the broker drains, or a device has gone. */
final class EndTest {
  @Test
  void shouldEndAcceptedCallsAndRefuseNewOnesWhenItDrains() {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      TestPeer peer = broker.attach(2);
      GuestLane accepted = peer.lane(0);
      GuestLane late = peer.lane(1);
      for (int i = 0; i < 6; i++) {
        accepted.submit(TestBroker.SLOW);
      }
      accepted.submit(TestBroker.ECHO);
      accepted.await();
      Future<Void> drained = broker.doorbells().drain();
      do {
        late.submit(TestBroker.ECHO);
        late.await(Status.SHUTTING_DOWN);
      } while (late.ended() < 100);
      assertFalse(drained.isComplete());

      broker.permits.release(6);
      accepted.awaitAll(Status.OK);
      TestBroker.await(drained);
      assertEquals(7, accepted.ended());
    }
  }

  @Test
  void shouldDrainAtOnceWhenNothingIsGoingOn() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestBroker.await(broker.doorbells().drain());
      broker.attach(1);
      TestBroker.await(broker.doorbells().drain());
    }
  }

  @Test
  void shouldAnswerThatThereIsNoDeviceWhenItHasGone() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      lane.callPipelined(TestBroker.ECHO, 10, 5);
      broker.undeployFastDevice();
      for (int i = 0; i < GuestLane.SLOTS; i++) {
        lane.submit(TestBroker.ECHO);
      }
      lane.awaitAll(Status.NO_DEVICE);
    }
  }

  @Test
  void shouldAnswerWhatWaitsForADeviceThatGoesAndWaitForWhatItRuns() throws Exception {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      int waiting = 3 * TestBroker.SLOW_WINDOW;
      for (int i = 0; i < TestBroker.SLOW_SLOTS + waiting; i++) {
        lane.submit(TestBroker.SLOW);
      }
      for (int i = 0; i < TestBroker.SLOW_SLOTS; i++) {
        broker.begun.take();
      }

      Future<Void> gone = broker.undeploySlowDevice();
      while (lane.ended() < waiting) {
        lane.await(Status.NO_DEVICE);
      }
      assertFalse(gone.isComplete());

      broker.permits.release(TestBroker.SLOW_SLOTS);
      lane.awaitAll(Status.OK);
      TestBroker.await(gone);
    }
  }
}
