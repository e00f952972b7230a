package io.virtfun.verticles.doorbell;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Future;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TenantLimits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A guest that breaks the rules is told so, and disturbs nobody. */
final class QuarantineTest {
  private static final long SUBMISSION_TAIL = 0;
  private static final long HEAD = 128;
  private static final long COMPLETION_TAIL = 384;
  private static final long COMPLETION_HEAD = 512;
  private static final long CONTROL_BYTES = 1024;

  private static void corrupt(GuestLane lane, long field) {
    lane.control().set(JAVA_LONG, field, -1);
    lane.ring();
  }

  @Test
  void shouldTellTheGuestWhenItsPositionIsImpossible() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer peer = broker.attach(2);
      for (GuestLane lane : peer.lanes()) {
        corrupt(lane, lane == peer.lane(0) ? SUBMISSION_TAIL : COMPLETION_HEAD);
        Poll.untilRung(lane.guestDoorbell());
        assertEquals(LaneState.QUARANTINED, lane.state());
      }
    }
  }

  @Test
  void shouldServeOtherLanesAndPeersWhenOneIsQuarantined() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer bad = broker.attach(2);
      GuestLane good = broker.attach(1).lane(0);
      bad.lane(0).submit(TestBroker.SLOW);
      broker.begun.take();
      good.submit(TestBroker.SLOW);
      corrupt(bad.lane(0), SUBMISSION_TAIL);
      Poll.untilRung(bad.lane(0).guestDoorbell());

      bad.lane(1).callPipelined(TestBroker.ECHO, 100, 8);
      for (int i = 0; i < 100; i++) {
        bad.lane(0).ring();
        good.submit(TestBroker.ECHO);
        good.await();
      }
      broker.permits.release(2);
      good.await();
      assertEquals(0, good.outstanding());
      assertEquals(0, bad.lane(0).take(), "an outstanding call of a quarantined lane has no end");
      broker.detach(bad);
    }
  }

  /** A guest process that ends leaves calls at devices, and one of these goes out of service. */
  @Test
  void shouldNotCountALaneThatWasClosedWhenADeviceGoes() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      Tenant tenant = new Tenant("tenant", TenantLimits.none(), 0);
      TestPeer gone = broker.attach(tenant, 1);
      GuestLane other = broker.attach(1).lane(0);
      for (int i = 0; i < TestBroker.SLOW_SLOTS; i++) {
        gone.lane(0).submit(TestBroker.SLOW);
        broker.begun.take();
      }
      Future<Void> detached = broker.doorbells().detach(gone.peer());
      other.callPipelined(TestBroker.ECHO, 10, 1);

      Future<Void> undeployed = broker.undeploySlowDevice();
      other.submit(TestBroker.SLOW);
      other.await(Status.NO_DEVICE);
      assertFalse(detached.isComplete());
      broker.permits.release(TestBroker.SLOW_SLOTS);
      TestBroker.await(detached);
      TestBroker.await(undeployed);
      other.callPipelined(TestBroker.ECHO, 10, 1);

      assertEquals(0, tenant.quarantinedLanes());
    }
  }

  @Test
  void shouldCountALaneThatIsQuarantinedOnce() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      Tenant tenant = new Tenant("tenant", TenantLimits.none(), 0);
      TestPeer peer = broker.attach(tenant, 2);
      corrupt(peer.lane(0), SUBMISSION_TAIL);
      Poll.untilRung(peer.lane(0).guestDoorbell());
      peer.lane(0).ring();
      peer.lane(1).callPipelined(TestBroker.ECHO, 10, 1);

      assertEquals(1, tenant.quarantinedLanes());
    }
  }

  /** Two guests write chance over all they can reach, as fast as they can, and ring. */
  @Test
  void shouldServeAGoodGuestWhenOthersGoMad() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    try (TestBroker broker = new TestBroker(1, Duration.ofNanos(20_000))) {
      GuestLane good = broker.attach(1).lane(0);
      GuestThreads mad = new GuestThreads();
      for (int i = 0; i < 2; i++) {
        TestPeer peer = broker.attach(8);
        int seed = i;
        mad.start(() -> rage(peer, new SplittableRandom(seed), done));
      }
      good.callPipelined(TestBroker.WORK, 3000, 16);
      good.callPipelined(TestBroker.ECHO, 3000, 16);
      done.set(true);
      mad.join();
      good.callPipelined(TestBroker.ECHO, 10, 1);
    } finally {
      done.set(true);
    }
  }

  private static void rage(TestPeer peer, SplittableRandom random, AtomicBoolean done) {
    while (!done.get()) {
      GuestLane lane = peer.lane(random.nextInt(peer.lanes().size()));
      MemorySegment control = lane.control();
      for (int i = 0; i < 100; i++) {
        long at = CONTROL_BYTES + random.nextLong(control.byteSize() - CONTROL_BYTES - 8);
        control.set(ValueLayout.JAVA_LONG_UNALIGNED, at, random.nextLong() & 0xFF03_0000_0007L);
      }
      long tail = control.get(JAVA_LONG, SUBMISSION_TAIL);
      long free = TestPeer.QUEUE_CAPACITY - (tail - control.get(JAVA_LONG, HEAD));
      control.set(JAVA_LONG, SUBMISSION_TAIL, tail + (free > 0 ? random.nextLong(free) : 0));
      control.set(JAVA_LONG, COMPLETION_HEAD, control.get(JAVA_LONG, COMPLETION_TAIL));
      if (random.nextInt(2000) == 0) {
        control.set(JAVA_LONG, random.nextLong(CONTROL_BYTES / 8) * 8, -1);
      }
      lane.ring();
    }
  }
}
