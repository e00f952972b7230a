package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallPoolTest {
  private static final FunctionSpec NOOP =
      new FunctionSpec(
          "noop",
          1,
          "Nothing",
          true,
          1,
          List.of(),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(0)));
  private static final Invocation NOTHING =
      new Invocation(Arguments.of(NOOP, Map.of()), MemorySegment.NULL, MemorySegment.NULL);

  private final Object lane = new Object();
  private final Object otherLane = new Object();
  private final CallPool pool = new CallPool(7);

  @Test
  void shouldLendTheCallThatEndedLastToWhateverLaneIsNext() {
    Call first = begun(3);
    Call second = begun(4);
    pool.give(first);
    pool.give(second);

    assertSame(second, pool.take(otherLane, 0));
    assertSame(first, pool.take(lane, 1));
  }

  @Test
  void shouldLendNoCallTwice() {
    Call call = begun(3);
    pool.give(call);

    assertThrows(IllegalStateException.class, () -> pool.give(call), "given back twice");
    assertNotSame(pool.take(lane, 0), pool.take(otherLane, 1));
  }

  private Call begun(int slot) {
    Call call = pool.take(lane, slot);
    call.begin(slot, 0, NOTHING);
    return call;
  }

  /** Nothing of the lane that had it before, but the ticket, which must go on. */
  @Test
  void shouldSayOfALentCallWhereItIsNow() {
    Call call = pool.take(lane, 3);
    call.begin(99, 0, NOTHING);
    call.stop(StopReason.CANCELLED, 1);
    long ticket = call.ticket();
    assertTrue(call.isInFlight());

    pool.give(call);

    assertFalse(call.isInFlight());
    assertNotSame(lane, call.owner());

    assertSame(call, pool.take(otherLane, 5));
    call.begin(100, 0, NOTHING);

    assertSame(otherLane, call.owner());
    assertEquals(5, call.slot());
    assertEquals(7, call.doorbell());
    assertEquals(StopReason.NONE, call.stopReason());
    assertTrue(call.ticket() > ticket, "a stop that is late means the call before");
  }
}
