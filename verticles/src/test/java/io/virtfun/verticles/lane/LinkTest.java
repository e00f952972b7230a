package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.TestLimits;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.routing.DeviceRoute;
import org.junit.jupiter.api.Test;

/** What a lane may have at one device. */
final class LinkTest {
  private static final int WINDOW = 2;

  private final Gate gate = Gate.open(TestLimits.urgent(), TestRoutes.of(WINDOW, WINDOW));
  private final Link link = new Link(new DeviceRoute(1, "first", WINDOW), gate);

  private Call call(int priority) {
    Call call = new Call(this, 0, 0);
    call.terms(priority, 0);
    return call;
  }

  private void fill(int priority) {
    for (int i = 0; i < WINDOW; i++) {
      assertTrue(link.admit(call(priority)));
    }
  }

  @Test
  void shouldGrantEachPriorityAWindowWhenOthersAreFull() {
    for (int priority = 0; priority < 4; priority++) {
      fill(priority);
    }
    for (int priority = 0; priority < 4; priority++) {
      assertFalse(link.admit(call(priority)), "priority " + priority);
    }
    assertEquals(4 * (WINDOW + 1), link.load());
  }

  @Test
  void shouldSendTheOldestOfThatPriorityWhenACallReturns() {
    Call returning = call(1);
    assertTrue(link.admit(returning));
    fill(3);
    assertTrue(link.admit(call(1)));
    Call more = call(3);
    Call first = call(1);
    Call second = call(1);
    assertFalse(link.admit(more));
    assertFalse(link.admit(first));
    assertFalse(link.admit(second));

    assertSame(first, link.returned(returning));
    assertSame(second, link.returned(first));
    assertNull(link.returned(second));
    assertTrue(link.admit(call(1)), "the credit is back");
    assertFalse(link.admit(call(1)));
  }

  @Test
  void shouldPassOverACallWhenItWasRemoved() {
    Call returning = call(0);
    link.admit(returning);
    link.admit(call(0));
    Call removed = call(0);
    Call next = call(0);
    link.admit(removed);
    link.admit(next);

    assertTrue(link.remove(removed));
    assertFalse(link.remove(removed), "it waits no more");
    assertFalse(link.remove(returning), "it is at the device");
    assertEquals(3, link.load());
    assertSame(next, link.returned(returning));
    assertEquals(2, link.load());
  }

  @Test
  void shouldTellTheWeightOfNowWhenLimitsHaveChanged() {
    assertEquals(1, link.origin().weight());
    assertSame(gate.tenant(), link.origin().tenant());
    gate.tenant().limits(TestLimits.weighing(7), 0);

    assertEquals(7, link.origin().weight());
  }
}
