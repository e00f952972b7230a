package io.virtfun.verticles.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Origin;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.fair.FairQueue;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which call of a device starts next, by known answers. */
final class DeviceScheduleTest {
  private static final long AGEING_NANOS = 1_000;
  private static final long CALL_NANOS = 300;
  private static final FunctionSpec FUNCTION =
      new FunctionSpec("work", 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());

  private final AtomicInteger weight = new AtomicInteger(3);
  private final Origin heavy = new Origin("heavy", weight::get);
  private final Origin light = new Origin("light", () -> 1);
  private final DeviceSchedule schedule = schedule(1);
  private long nowNanos;

  private static DeviceSchedule schedule(int slots) {
    return new DeviceSchedule(slots, new FairQueue.Settings(AGEING_NANOS));
  }

  private static Call call(Origin origin, int priority) {
    Call call = new Call(origin, 0, 0);
    begin(call, origin, priority);
    return call;
  }

  private static void begin(Call call, Origin origin, int priority) {
    MemorySegment nothing = MemorySegment.ofArray(new byte[0]);
    call.begin(1, 0, new Invocation(Arguments.of(FUNCTION, Map.of()), nothing, nothing));
    call.terms(priority, 0);
    call.assign(1, 1, origin);
  }

  private Call add(Origin origin, int priority) {
    Call call = call(origin, priority);
    schedule.add(call, nowNanos);
    return call;
  }

  private void add(Origin origin, int priority, int count) {
    for (int i = 0; i < count; i++) {
      add(origin, priority);
    }
  }

  private void end(@Nullable Call call) {
    assertNotNull(call, "no call was started");
    call.started(nowNanos);
    nowNanos += CALL_NANOS;
    call.ended(nowNanos, Outcome.ok(0));
    schedule.ended(call);
  }

  /** The tenants' initials, of so many calls that run one after the other. */
  private String run(int count) {
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Call call = schedule.start(0, nowNanos);
      end(call);
      assertNotNull(call);
      order.append(call.origin().tenant().toString().charAt(0));
    }
    return order.toString();
  }

  @Test
  void shouldStartAsManyAsThereAreSlotsWhenMoreWait() {
    DeviceSchedule two = schedule(2);
    Call first = call(heavy, 0);
    Call second = call(heavy, 0);
    Call third = call(heavy, 0);
    two.add(first, 0);
    two.add(second, 0);
    two.add(third, 0);

    assertSame(first, two.start(0, 0));
    assertSame(second, two.start(0, 0));
    assertNull(two.start(0, 0));
    assertEquals(2, two.running());
    assertEquals(1, two.waiting());
    first.ended(1, Outcome.badData());
    two.ended(first);
    assertSame(third, two.start(0, 1));
  }

  @Test
  void shouldCountASlotThatIsReservedAsOneOfACall() {
    DeviceSchedule two = schedule(2);
    two.add(call(heavy, 0), 0);
    two.add(call(heavy, 0), 0);

    assertTrue(two.reserve());
    assertNotNull(two.start(0, 0));
    assertNull(two.start(0, 0));
    assertFalse(two.reserve());
    assertEquals(2, two.running());
    two.release();
    assertNotNull(two.start(0, 0));
  }

  @Test
  void shouldShareByWeightWhenTwoTenantsWait() {
    add(heavy, 0, 9);
    add(light, 0, 4);

    assertEquals("hlhhlhhhlhhhl", run(13));
    assertNull(schedule.start(0, nowNanos));
  }

  @Test
  void shouldFollowAWeightWhenItChanges() {
    weight.set(1);
    add(heavy, 0, 4);
    add(light, 0, 4);
    assertEquals("hlhl", run(4));

    weight.set(2);
    add(heavy, 0, 4);
    assertEquals("hlhlhh", run(6));
  }

  @Test
  void shouldStartTheMostUrgentWhenAllWait() {
    Call lax = add(light, 0);
    Call urgent = add(heavy, 3);
    Call middling = add(light, 1);

    for (Call next : List.of(urgent, middling, lax)) {
      assertSame(next, schedule.start(0, nowNanos));
      end(next);
    }
  }

  @Test
  void shouldStartOneOfAClassWhenOthersHavePassedItOverForTheAgeingTime() {
    add(light, 0, 2);
    add(heavy, 3, 9);

    // Four of 300 ns are the first to be longer than the ageing time.
    assertEquals("hhhhlhhhlhh", run(11));
  }

  @Test
  void shouldLeaveACallWhereItIsWhenAStopIsForTheSlotsLastOne() {
    Call call = call(heavy, 0);
    Stop late = new Stop(call, call.ticket());
    begin(call, heavy, 0);
    schedule.add(call, nowNanos);

    assertFalse(schedule.remove(late));
    assertEquals(1, schedule.waiting());
    assertTrue(schedule.remove(new Stop(call, call.ticket())));
    assertEquals(0, schedule.waiting());
    assertNull(schedule.start(0, nowNanos));
  }

  @Test
  void shouldNotRemoveACallWhenItRunsOrWaitsElsewhere() {
    Call running = add(heavy, 0);
    schedule.start(0, nowNanos);
    Call elsewhere = call(new Origin("heavy", () -> 1), 0);
    schedule(1).add(elsewhere, nowNanos);

    assertFalse(schedule.remove(new Stop(running, running.ticket())));
    assertFalse(schedule.remove(new Stop(elsewhere, elsewhere.ticket())));
    assertEquals(1, schedule.running());
    end(running);
  }

  @Test
  void shouldChargeNothingWhenACallIsSkipped() {
    weight.set(1);
    add(heavy, 0, 3);
    add(light, 0, 2);
    Call skipped = schedule.start(0, nowNanos);
    assertNotNull(skipped);
    assertSame(heavy, skipped.origin());
    schedule.skipped(skipped);

    assertEquals(0, schedule.running());
    // What was skipped counts 1 ns, so the other goes first and then waits.
    assertEquals("lhlh", run(4));
  }

  @Test
  void shouldGiveUpAllWhenAskedForAny() {
    add(heavy, 0, 2);
    add(light, 2, 1);
    schedule.start(0, nowNanos);

    assertNotNull(schedule.removeAny(nowNanos));
    assertNotNull(schedule.removeAny(nowNanos));
    assertNull(schedule.removeAny(nowNanos));
    assertEquals(0, schedule.waiting());
    assertEquals(1, schedule.running());
  }

  @Test
  void shouldForgetATenantWhenNobodyElseKnowsIt() {
    WeakReference<Object> tenant = runCallOfNewTenant();

    while (tenant.get() != null) {
      System.gc();
    }
    add(light, 0);
    assertEquals("l", run(1));
  }

  private WeakReference<Object> runCallOfNewTenant() {
    Object tenant = new Object();
    schedule.add(call(new Origin(tenant, () -> 1), 0), nowNanos);
    end(schedule.start(0, nowNanos));
    return new WeakReference<>(tenant);
  }
}
