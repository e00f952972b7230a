package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.verticles.fair.FairModel.Lane;
import io.virtfun.verticles.fair.FairModel.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known answers; {@link FairModel} checks the bound at every step. */
final class FairShareTest {
  private static final long SHORT = 100_000;
  private static final long LONG = 10_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final int WINDOW = 64;

  private FairModel model = model(1, Long.MAX_VALUE);

  private static FairModel model(int slots, long ageingNanos) {
    return new FairModel(slots, 4, ageingNanos, 0);
  }

  /** A lane that always has a window of calls queued. */
  private record Backlog(Lane lane, long cost, long estimate) {
    static Backlog of(Tenant tenant, long cost) {
      return new Backlog(tenant.lane(), cost, 0);
    }
  }

  private void run(long nanos, List<Backlog> backlogs) {
    long until = model.now() + nanos;
    while (model.now() - until < 0) {
      for (Backlog each : backlogs) {
        while (each.lane.queued() < WINDOW) {
          model.add(each.lane, 0, each.cost, each.estimate);
        }
      }
      model.pump();
      model.endNext();
    }
  }

  @Test
  void shouldHalveTheDeviceWhenOneTenantsCallsAreAHundredTimesLonger() {
    Tenant brief = model.tenant(1);
    Tenant lengthy = model.tenant(1);
    run(60 * SECOND, List.of(Backlog.of(brief, SHORT), Backlog.of(lengthy, LONG)));
    assertNear(brief.servedNanos(), lengthy.servedNanos(), SHORT + LONG + 2);
    assertTrue(brief.servedNanos() >= 29 * SECOND);
  }

  @Test
  void shouldHalveTheDeviceWhenBacklogsAreOlderThanTheAgeingTime() {
    model = model(1, 100_000_000);
    Tenant brief = model.tenant(1);
    Tenant lengthy = model.tenant(1);
    run(60 * SECOND, List.of(Backlog.of(brief, SHORT), Backlog.of(lengthy, LONG)));
    assertNear(brief.servedNanos(), lengthy.servedNanos(), SHORT + LONG + 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8})
  void shouldShareByWeightWhenAllAreBacklogged(int slots) {
    model = model(slots, Long.MAX_VALUE);
    List<Tenant> tenants = List.of(model.tenant(1), model.tenant(2), model.tenant(4));
    run(
        60 * SECOND,
        List.of(
            Backlog.of(tenants.get(0), SHORT),
            Backlog.of(tenants.get(1), LONG),
            Backlog.of(tenants.get(2), 3 * SHORT)));
    long unit = tenants.get(0).servedNanos();
    // Estimates are 0, so errors are as large as calls; LONG over its weight is the largest.
    long bound = 2L * slots * LONG;
    assertNear(2 * unit, tenants.get(1).servedNanos(), 2 * bound);
    assertNear(4 * unit, tenants.get(2).servedNanos(), 4 * bound);
    assertTrue(unit >= 60 * SECOND * slots / 7 - bound);
  }

  @Test
  void shouldShareByTheNewWeightWhenItWasChanged() {
    Tenant first = model.tenant(1);
    Tenant second = model.tenant(1);
    List<Backlog> backlogs = List.of(Backlog.of(first, SHORT), Backlog.of(second, SHORT));
    run(SECOND, backlogs);
    long before = first.servedNanos();
    long beforeSecond = second.servedNanos();
    second.weight(4);
    run(SECOND, backlogs);
    assertNear(4 * (first.servedNanos() - before), second.servedNanos() - beforeSecond, 10 * SHORT);
  }

  @Test
  void shouldGiveNoBurstWhenATenantWasIdleForAnHour() {
    Tenant busy = model.tenant(1);
    Tenant idle = model.tenant(1);
    Backlog busyBacklog = Backlog.of(busy, LONG);
    Backlog idleBacklog = Backlog.of(idle, LONG);
    run(SECOND, List.of(busyBacklog, idleBacklog));
    model.removeAll(idleBacklog.lane);
    run(HOUR, List.of(busyBacklog));
    long before = busy.servedNanos();
    long beforeIdle = idle.servedNanos();
    run(SECOND, List.of(busyBacklog, idleBacklog));
    assertNear(busy.servedNanos() - before, idle.servedNanos() - beforeIdle, 2 * LONG + 2);
  }

  @Test
  void shouldGiveNoBurstWhenATenantTookLessThanItsShareForAnHour() {
    model = model(8, Long.MAX_VALUE);
    Tenant busy = model.tenant(1);
    Tenant modest = model.tenant(1);
    Backlog backlog = new Backlog(busy.lane(), LONG, LONG);
    Lane lane = modest.lane();
    for (int i = 0; i < 10_000; i++) {
      // The next call comes before the last one ends: one slot of eight, without a pause.
      model.add(lane, 0, 8 * LONG, 8 * LONG);
      run(7 * LONG, List.of(backlog));
    }
    long before = busy.servedNanos();
    long beforeModest = modest.servedNanos();
    run(10 * SECOND, List.of(backlog, new Backlog(lane, LONG, LONG)));
    assertNear(busy.servedNanos() - before, modest.servedNanos() - beforeModest, 17 * 8 * LONG);
  }

  @Test
  void shouldLoseNoShareWhenTheQueueIsEmptyWheneverACallStarts() {
    Tenant deep = model.tenant(1);
    Tenant shallow = model.tenant(1);
    Backlog backlog = Backlog.of(deep, SHORT);
    Lane lane = shallow.lane();
    for (int i = 0; i < 10_000; i++) {
      if (lane.queued() == 0) {
        model.add(lane, 0, SHORT, 0);
      }
      run(1, List.of(backlog));
    }
    assertNear(deep.servedNanos(), shallow.servedNanos(), 4 * SHORT);
  }

  @Test
  void shouldShareATenantsPartAmongItsLanesWhenOneLaneSendsLongerCalls() {
    Tenant two = model.tenant(1);
    Tenant one = model.tenant(1);
    List<Backlog> backlogs = new ArrayList<>();
    backlogs.add(Backlog.of(two, SHORT));
    backlogs.add(Backlog.of(two, LONG));
    backlogs.add(Backlog.of(one, SHORT));
    run(60 * SECOND, backlogs);
    assertNear(two.servedNanos(), one.servedNanos(), LONG + SHORT + 2);
  }

  private static void assertNear(long one, long other, long bound) {
    assertTrue(
        Math.abs(one - other) <= bound,
        () -> one + " and " + other + " (expected: apart by at most " + bound + ")");
  }
}
