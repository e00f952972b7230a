package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Limit;
import io.virtfun.verticles.admission.OnLimit;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.admission.TestLimits;
import io.virtfun.verticles.admission.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tenants with limits on event loops: their calls wait, nobody else's do, and none is forgotten.
 */
final class LimitTest {
  private static final int CALLS = 60;

  private static Tenant tenant(TenantLimits limits) {
    return new Tenant("limited", limits, System.nanoTime());
  }

  private static long calls(Tenant tenant) {
    return tenant.account().usages().stream().mapToLong(Usage::calls).sum();
  }

  private static long deferred(Tenant tenant, Limit limit) {
    return tenant.account().usages().stream()
        .mapToLong(usage -> usage.deferred().getOrDefault(limit, 0L))
        .sum();
  }

  private static void awaitDeferred(Tenant tenant, Limit limit, long count) {
    while (deferred(tenant, limit) < count) {
      Thread.onSpinWait();
    }
  }

  private static void submit(GuestLane lane, int function, int count) {
    for (int i = 0; i < count; i++) {
      lane.submit(function);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldAnswerAllWhenTheRateLetsFewGo(int loops) {
    Tenant tenant = tenant(TestLimits.calls(1000, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(loops, Duration.ZERO)) {
      List<GuestLane> lanes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        lanes.addAll(broker.attach(tenant, 2).lanes());
      }
      long start = System.nanoTime();
      lanes.forEach(lane -> submit(lane, TestBroker.ECHO, CALLS));
      lanes.forEach(lane -> lane.awaitAll(Status.OK));

      long elapsedNanos = System.nanoTime() - start;
      // 100 at once, one for the millisecond that had begun, then one each.
      assertTrue(elapsedNanos >= (6L * CALLS - 101) * 1_000_000, "took " + elapsedNanos);
      assertEquals(6L * CALLS, calls(tenant));
      assertTrue(deferred(tenant, Limit.CALLS_PER_SECOND) > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldAnswerAllWhenFewMayBeInFlight(int loops) {
    Tenant tenant = tenant(TestLimits.inFlight(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(loops, Duration.ZERO)) {
      List<GuestLane> lanes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        lanes.addAll(broker.attach(tenant, 2).lanes());
      }
      for (int round = 0; round < 20; round++) {
        lanes.forEach(lane -> submit(lane, TestBroker.WORK, CALLS));
        lanes.forEach(lane -> lane.awaitAll(Status.OK));
      }
      assertEquals(20 * 6L * CALLS, calls(tenant));
    }
  }

  @Test
  void shouldHaveOneCallInFlightOverAllLoopsWhenNoMoreAreAllowed() throws InterruptedException {
    Tenant tenant = tenant(TestLimits.inFlight(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      List<GuestLane> lanes = broker.attach(tenant, 4).lanes();
      lanes.forEach(lane -> submit(lane, TestBroker.SLOW, 3));
      // The first lane of each loop; the others stand behind them.
      awaitDeferred(tenant, Limit.IN_FLIGHT, 2);
      for (int i = 0; i < 12; i++) {
        broker.begun.take();
        assertEquals(0, broker.begun.size());
        broker.permits.release();
      }
      lanes.forEach(lane -> lane.awaitAll(Status.OK));
    }
  }

  @Test
  void shouldHoldUpNoOtherTenantWhenOneWaits() {
    Tenant tenant = tenant(TestLimits.inFlight(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane held = broker.attach(tenant, 1).lane(0);
      GuestLane free = broker.attach(1).lane(0);
      submit(held, TestBroker.SLOW, 2);
      submit(held, TestBroker.ECHO, 2);
      awaitDeferred(tenant, Limit.IN_FLIGHT, 1);

      free.callPipelined(TestBroker.ECHO, 1000, 8);

      assertEquals(0, held.ended());
      broker.permits.release(2);
      held.awaitAll(Status.OK);
    }
  }

  @Test
  void shouldLookAgainWhenTheLimitIsLifted() {
    Tenant tenant = tenant(TestLimits.calls(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      List<GuestLane> lanes = broker.attach(tenant, 4).lanes();
      lanes.forEach(lane -> submit(lane, TestBroker.ECHO, CALLS));
      awaitDeferred(tenant, Limit.CALLS_PER_SECOND, 2);

      tenant.limits(TenantLimits.none(), System.nanoTime());

      lanes.forEach(lane -> lane.awaitAll(Status.OK));
    }
  }

  @Test
  void shouldRefuseWhatWaitsWhenTheTenantDrains() {
    Tenant tenant = tenant(TestLimits.calls(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane other = broker.attach(1).lane(0);
      List<GuestLane> lanes = broker.attach(tenant, 3).lanes();
      lanes.getFirst().submit(TestBroker.ECHO);
      lanes.getFirst().awaitAll(Status.OK);
      lanes.forEach(lane -> submit(lane, TestBroker.ECHO, CALLS));
      awaitDeferred(tenant, Limit.CALLS_PER_SECOND, 1);

      TestBroker.await(broker.doorbells().drain(tenant));

      lanes.forEach(lane -> lane.awaitAll(Status.SHUTTING_DOWN));
      other.callPipelined(TestBroker.ECHO, 10, 1);
    }
  }

  @Test
  void shouldLetTheOthersGoWhenAWaitingGuestLeaves() throws InterruptedException {
    Tenant tenant = tenant(TestLimits.inFlight(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane running = broker.attach(tenant, 1).lane(0);
      running.submit(TestBroker.SLOW);
      broker.begun.take();
      TestPeer leaving = broker.attach(tenant, 1);
      leaving.lane(0).submit(TestBroker.ECHO);
      awaitDeferred(tenant, Limit.IN_FLIGHT, 1);
      GuestLane waiting = broker.attach(tenant, 1).lane(0);
      waiting.submit(TestBroker.ECHO);

      broker.detach(leaving);
      broker.permits.release();

      running.awaitAll(Status.OK);
      waiting.awaitAll(Status.OK);
    }
  }

  @Test
  void shouldNotLookWhileALaneWaits() {
    Tenant tenant = tenant(TestLimits.calls(1, OnLimit.DEFER));
    try (TestBroker broker = new TestBroker(1, Duration.ofSeconds(10))) {
      GuestLane lane = broker.attach(tenant, 1).lane(0);
      submit(lane, TestBroker.ECHO, 2);
      lane.await();
      awaitDeferred(tenant, Limit.CALLS_PER_SECOND, 1);
      for (int i = 0; i < 1000; i++) {
        lane.ring();
      }
      lane.awaitAll(Status.OK);
      assertEquals(1, deferred(tenant, Limit.CALLS_PER_SECOND));
    }
  }
}
