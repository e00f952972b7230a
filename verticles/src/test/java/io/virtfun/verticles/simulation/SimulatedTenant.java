package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.verticles.admission.OnLimit;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.admission.TestTenants;
import io.virtfun.verticles.admission.Usage;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tenant whose limits change, and whose account is held against what its lanes did. */
final class SimulatedTenant {
  private final Timeline time;
  private final Chance chance;
  private final Routes routes;
  private final Tenant tenant;
  private final List<@Nullable Doorway> doorways = new ArrayList<>();
  private long accepted;
  private long answered;
  private long neverAnswered;
  private boolean sheds;
  private boolean forbids;

  SimulatedTenant(Simulation.Setting setting, int loops) {
    this.time = setting.time();
    this.chance = setting.chance();
    this.routes = setting.offer().routes();
    for (int i = 0; i < loops; i++) {
      doorways.add(null);
    }
    this.tenant = new Tenant("tenant", note(randomLimits()), time.nowNanos());
  }

  /** The tenant's doorway on an event loop, opened where it has none. */
  Doorway doorway(int loop) {
    Doorway doorway = doorways.get(loop);
    if (doorway == null || !doorway.isOpen()) {
      doorway = new Doorway(time, chance, tenant, routes);
      doorways.set(loop, doorway);
    }
    return doorway;
  }

  void changeLimits() {
    tenant.limits(note(randomLimits()), time.nowNanos());
  }

  /** Holds up nothing, but counts what is in flight. */
  void liftLimits() {
    tenant.limits(
        new TenantLimits(
            1,
            TenantLimits.MAX_PRIORITY,
            Set.of(),
            Set.of(),
            TenantLimits.MAX_IN_FLIGHT,
            0,
            0,
            0,
            OnLimit.DEFER),
        time.nowNanos());
  }

  private TenantLimits note(TenantLimits limits) {
    sheds |= limits.onLimit() == OnLimit.SHED && limits.holdsUpCalls();
    forbids |= !limits.functions().isEmpty() || !limits.devices().isEmpty();
    return limits;
  }

  private TenantLimits randomLimits() {
    return new TenantLimits(
        chance.between(1, 5),
        chance.below(TenantLimits.MAX_PRIORITY + 1),
        chance.oneIn(8) ? Set.of("either", "own-0", "short-1") : Set.of(),
        chance.oneIn(8) ? Set.of("device-0", "device-1") : Set.of(),
        chance.oneIn(2) ? chance.between(1, 12) : 0,
        chance.oneIn(3) ? chance.between(20_000, 1_000_000) : 0,
        chance.oneIn(4) ? chance.between(1_000_000, 50_000_000) : 0,
        chance.oneIn(4) ? chance.between(1, 300) : 0,
        chance.oneIn(3) ? OnLimit.SHED : OnLimit.DEFER);
  }

  /** Whether calls may have been answered busy. */
  boolean mayShed() {
    return sheds;
  }

  /** Whether calls may have been answered not allowed. */
  boolean mayForbid() {
    return forbids;
  }

  /** An answer was published. */
  void answered() {
    answered++;
  }

  /** A lane has gone, or never will be served any more. */
  void gone(long acceptedCalls, boolean servedToTheEnd) {
    accepted += acceptedCalls;
    neverAnswered += servedToTheEnd ? 0 : 1;
  }

  /** Whoever counts calls in flight has counted those that there are. */
  void check() {
    int inFlight = 0;
    for (Doorway doorway : doorways) {
      if (doorway != null) {
        if (!doorway.isUpToDate()) {
          return;
        }
        inFlight += doorway.isOpen() ? doorway.inFlight() : 0;
      }
    }
    int counted = tenant.limits().maxInFlight() > 0 ? inFlight : 0;
    if (TestTenants.inFlight(tenant) != counted) {
      assertEquals(counted, TestTenants.inFlight(tenant), "calls in flight that a limit counts");
    }
  }

  /** When all lanes have gone: the account says what happened, and nothing is left over. */
  void checkAccount() {
    long calls = 0;
    long inFlight = 0;
    long answers = 0;
    for (Usage usage : tenant.account().usages()) {
      calls += usage.calls();
      inFlight += usage.inFlight();
      answers += usage.statuses().values().stream().mapToLong(Long::longValue).sum();
    }
    assertEquals(0, inFlight, "calls in flight in the account");
    assertEquals(accepted, calls, "calls in the account");
    assertEquals(0, TestTenants.inFlight(tenant), "calls in flight when all have gone");
    if (neverAnswered == 0) {
      assertEquals(answered, answers, "answers in the account");
    }
  }
}
