package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.virtfun.shm.Status;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guest that goes leaves nothing behind, whatever it had going. */
final class DetachTest {
  private static final int PEERS = 20;

  @Test
  void shouldGiveBackDescriptorsAndMappingsWhenDetached() throws IOException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      broker.detach(broker.attach(2));
      Resources before = Resources.held();
      assertEquals(0, before.mappings());
      List<TestPeer> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        TestPeer peer = broker.attach(2);
        peers.add(peer);
        peer.lanes().forEach(lane -> lane.callPipelined(TestBroker.ECHO, 10, 5));
      }
      assertEquals(2 * PEERS, Resources.held().mappings());
      assertEquals(before.eventDescriptors() + 4 * PEERS, Resources.held().eventDescriptors());

      peers.forEach(broker::detach);
      assertEquals(before, Resources.held());
    }
  }

  @Test
  void shouldEndAfterTheCallsReturnWhenTheyAreAtADevice() throws IOException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer going = broker.attach(1);
      GuestLane staying = broker.attach(1).lane(0);
      Resources before = Resources.held();
      for (int i = 0; i < 10; i++) {
        going.lane(0).submit(TestBroker.SLOW);
      }
      going.lane(0).submit(TestBroker.ECHO);
      going.lane(0).await();
      while (broker.begun.size() < TestBroker.SLOW_SLOTS) {
        // A call that is to stop before its thread has got it is not begun.
        Thread.onSpinWait();
      }
      Future<Void> detached = broker.doorbells().detach(going.peer());
      staying.callPipelined(TestBroker.ECHO, 100, 1);
      assertFalse(detached.isComplete(), "devices have calls of the peer");

      broker.permits.release();
      staying.callPipelined(TestBroker.ECHO, 100, 1);
      assertFalse(detached.isComplete(), "a device has a call of the peer");
      broker.permits.release();
      TestBroker.await(detached);
      assertEquals(TestBroker.SLOW_SLOTS, broker.begun.size(), "no other call was begun");
      assertEquals(0, going.lane(0).take(), "nobody answers a guest that has gone");
      broker.detach(going);
      assertEquals(before.mappings() - 2, Resources.held().mappings());
      assertEquals(before.eventDescriptors() - 2, Resources.held().eventDescriptors());
    }
  }

  /** A guest process keeps its side of the doorbell open, so that the kernel would watch on. */
  @Test
  void shouldNotWatchTheDoorbellsWhenDetachedOrQuarantined() throws IOException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(3);
      int before = Resources.held().watched();
      TestBroker.await(broker.doorbells().attach(peer.peer(), () -> {}));
      assertEquals(before + 3, Resources.held().watched());

      peer.lane(1).control().set(ValueLayout.JAVA_LONG, 0, -1);
      peer.lane(1).ring();
      Poll.untilRung(peer.lane(1).guestDoorbell());
      broker.attach(2).lanes().forEach(lane -> lane.callPipelined(TestBroker.ECHO, 10, 1));
      assertEquals(before + 2 + 2, Resources.held().watched());

      TestBroker.await(broker.doorbells().detach(peer.peer()));
      assertEquals(before + 2, Resources.held().watched());
    }
  }

  @Test
  void shouldServeTheOthersWhenGuestsComeAndGo() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ofNanos(20_000))) {
      GuestThreads guests = new GuestThreads();
      for (GuestLane lane : broker.attach(2).lanes()) {
        guests.start(() -> lane.callPipelined(TestBroker.ECHO, 5000, 16));
      }
      for (int i = 0; i < 50; i++) {
        TestPeer peer = broker.attach(2);
        peer.lane(0).submit(TestBroker.ECHO);
        peer.lane(1).submit(TestBroker.WORK);
        broker.detach(peer);
      }
      guests.join();
    }
  }

  @Test
  void shouldDoNothingWhenThePeerIsNotAttached() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(1);
      assertTrue(broker.doorbells().detach(peer.peer()).succeeded());
      TestBroker.await(broker.doorbells().attach(peer.peer(), () -> {}));
      TestBroker.await(broker.doorbells().detach(peer.peer()));
      assertTrue(broker.doorbells().detach(peer.peer()).succeeded());
    }
  }

  @Test
  void shouldNotServeWhenDetachedBeforeAttachingHasEnded() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      for (int i = 0; i < 20; i++) {
        TestPeer peer = broker.newPeer(2);
        Future<Void> attached = broker.doorbells().attach(peer.peer(), () -> {});
        TestBroker.await(broker.doorbells().detach(peer.peer()));
        TestBroker.await(attached.otherwiseEmpty());
        peer.lane(0).submit(TestBroker.ECHO);
        peer.lane(0).ring();
        peer.lane(1).submit(TestBroker.ECHO);
        peer.lane(1).ring();
        GuestLane other = broker.attach(1).lane(0);
        other.callPipelined(TestBroker.ECHO, 10, 1);
        assertEquals(0, peer.lane(0).take(Status.OK) + peer.lane(1).take(Status.OK));
      }
    }
  }
}
