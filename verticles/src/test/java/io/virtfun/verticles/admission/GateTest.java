package io.virtfun.verticles.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Status;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Route;
import io.virtfun.verticles.routing.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final int A = 1;
  private static final int B = 2;
  private static final DeviceRoute FPGA = new DeviceRoute(1, "fpga", 4);
  private static final DeviceRoute CPU = new DeviceRoute(2, "cpu", 4);
  private static final Routes ROUTES = routes();

  private final Heard heard = new Heard();

  private static final class Heard implements Tenant.Listener {
    private final AtomicInteger slots = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    @Override
    public void slotFreed() {
      slots.incrementAndGet();
    }

    @Override
    public void limitsChanged() {
      changes.incrementAndGet();
    }
  }

  private static Routes routes() {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    implementations.put(FPGA, List.of(spec("a")));
    implementations.put(CPU, List.of(spec("a"), spec("b")));
    return Routes.of(implementations);
  }

  private static FunctionSpec spec(String name) {
    return new FunctionSpec(name, 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  }

  private static Tenant tenant(TenantLimits limits) {
    return new Tenant("t", limits, 0);
  }

  private static boolean admits(Gate gate) {
    return gate.admits(A, 10, 20, 0);
  }

  private static List<DeviceRoute> devices(Gate gate, int function) {
    Route route = Objects.requireNonNull(gate.routes().find(function));
    return route.devices();
  }

  @Test
  void shouldOfferNoDeviceForWhatIsNotAllowed() {
    Tenant tenant = tenant(TenantLimits.none());
    try (Gate gate = new Gate(tenant, ROUTES, heard)) {
      assertEquals(List.of(FPGA, CPU), devices(gate, A));

      tenant.limits(TestLimits.allowing(Set.of("a"), Set.of("cpu")), 0);
      assertEquals(List.of(FPGA, CPU), devices(gate, A), "until it is refreshed");
      gate.refresh();
      assertEquals(List.of(CPU), devices(gate, A));
      assertEquals(List.of(), devices(gate, B));

      tenant.limits(TestLimits.allowing(Set.of(), Set.of("fpga")), 0);
      gate.refresh();
      assertEquals(List.of(FPGA), devices(gate, A));
      assertEquals(List.of(), devices(gate, B));
      assertEquals(2, heard.changes.get());
    }
  }

  @Test
  void shouldCountCallsThatWereInFlightWhenTheirLimitIsSet() {
    Tenant tenant = tenant(TenantLimits.none());
    try (Gate gate = new Gate(tenant, ROUTES, heard);
        Gate other = new Gate(tenant, ROUTES, heard)) {
      assertTrue(admits(gate));
      assertTrue(admits(gate));
      assertTrue(admits(other));
      tenant.limits(TestLimits.inFlight(3, OnLimit.DEFER), 0);
      gate.refresh();
      other.refresh();

      assertFalse(admits(gate));
      assertTrue(gate.waitsForSlot());
      other.left(A);
      assertTrue(admits(gate));
      assertFalse(admits(other));

      tenant.limits(TenantLimits.none(), 0);
      gate.refresh();
      other.refresh();
      assertEquals(0, tenant.inFlight());
      assertTrue(admits(gate) && admits(other));
      tenant.limits(TestLimits.inFlight(6, OnLimit.DEFER), 0);
      gate.refresh();
      other.refresh();
      assertEquals(5, tenant.inFlight());
    }
  }

  @Test
  void shouldTellOnceOfASlotWhenItWaits() {
    Tenant tenant = tenant(TestLimits.inFlight(2, OnLimit.DEFER));
    try (Gate gate = new Gate(tenant, ROUTES, heard);
        Gate other = new Gate(tenant, ROUTES, new Heard())) {
      assertTrue(admits(other));
      assertTrue(admits(other));
      assertFalse(admits(gate));
      other.left(A);
      assertEquals(0, heard.slots.get(), "it did not ask");
      assertFalse(gate.awaitSlot(), "there is one now");

      assertTrue(admits(other));
      assertTrue(gate.awaitSlot());
      other.left(A);
      other.left(A);
      assertEquals(1, heard.slots.get());
    }
  }

  @Test
  void shouldSayForHowLongWhenItRefuses() {
    try (Gate gate = new Gate(tenant(TestLimits.calls(3, OnLimit.SHED)), ROUTES, heard)) {
      assertTrue(admits(gate));
      assertFalse(admits(gate));

      assertTrue(gate.sheds());
      assertFalse(gate.waitsForSlot());
      assertEquals(333_334_000, gate.waitNanos());
      assertEquals(333_334, gate.waitMicros());
      assertFalse(gate.admits(A, 0, 0, 333_333_000));
      assertTrue(gate.admits(A, 0, 0, 333_334_000));
    }
  }

  @Test
  void shouldAccountForAllGatesAlsoThoseThatClosed() {
    Tenant tenant = tenant(TestLimits.calls(10, OnLimit.SHED));
    for (int i = 0; i < 3; i++) {
      try (Gate gate = new Gate(tenant, ROUTES, heard)) {
        assertEquals(i == 0, admits(gate));
        if (i == 0) {
          gate.answered(A, Status.OK.code(), 7);
          gate.left(A);
        } else {
          gate.shed(A);
          gate.refused(A, Status.BUSY);
        }
        gate.refused(0, Status.UNKNOWN_FUNCTION);
      }
    }
    try (Gate gate = new Gate(tenant, ROUTES, heard)) {
      assertTrue(gate.admits(B, 5, 0, 1_000_000_000));

      List<Usage> usages = tenant.account().usages();
      assertEquals(3, usages.size());
      assertEquals(Map.of(Status.UNKNOWN_FUNCTION, 3L), usages.get(0).statuses());
      assertEquals(
          new Usage(
              1,
              0,
              10,
              7,
              0,
              Map.of(Status.OK, 1L, Status.BUSY, 2L),
              Map.of(),
              Map.of(Limit.CALLS_PER_SECOND, 2L)),
          usages.get(A));
      assertEquals(1, usages.get(B).inFlight());
      assertEquals(5, usages.get(B).inputBytes());
    }
  }
}
