package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.verticles.bus.Call;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Devices that check every promise a driver has been given before they end a call. */
final class CheckedDevices implements Lane.Outbox {
  private final SplittableRandom random;
  private final Deque<Call> calls = new ArrayDeque<>();
  private final long arenaStart;
  private final long arenaEnd;
  private long seen;

  CheckedDevices(SplittableRandom random, TestGuest guest) {
    this.random = random;
    arenaStart = guest.memory().address() + guest.arenaStart();
    arenaEnd = guest.memory().address() + guest.arenaEnd();
  }

  @Override
  public void dispatch(Call call) {
    seen++;
    check(call.invocation());
    calls.add(call);
  }

  @Override
  public void stop(Call call) {
    assertTrue(calls.contains(call), "no device has the call");
  }

  long seen() {
    return seen;
  }

  private void check(Invocation invocation) {
    MemorySegment input = invocation.input();
    MemorySegment output = invocation.output();
    assertInside(input);
    assertInside(output);
    assertTrue(input.isReadOnly());
    assertFalse(output.isReadOnly());
    assertTrue(
        input.byteSize() == 0
            || output.byteSize() == 0
            || input.address() + input.byteSize() <= output.address()
            || output.address() + output.byteSize() <= input.address(),
        "input and output overlap");
    FunctionSpec spec = invocation.arguments().function();
    assertEquals(-1, invocation.arguments().firstInvalid());
    assertTrue(spec.input().admits(input.byteSize(), invocation.arguments()));
    assertTrue(input.byteSize() == 0 || input.address() % spec.alignmentBytes() == 0);
    assertTrue(output.byteSize() == 0 || output.address() % spec.alignmentBytes() == 0);
    if (spec.output().kind() == SizeRule.Kind.EXACT) {
      long needed = spec.output().evaluate(input.byteSize(), invocation.arguments());
      assertTrue(needed >= 0 && needed <= output.byteSize(), "the output cannot hold the result");
    }
  }

  private void assertInside(MemorySegment slice) {
    assertTrue(
        slice.address() >= arenaStart && slice.address() + slice.byteSize() <= arenaEnd,
        () -> "outside the arena: " + slice);
  }

  /** Ends about half of the calls, in order of their coming. */
  void endSome(Lane lane, long nowNanos) {
    for (int left = calls.size(); left > 0; left--) {
      Call call = calls.remove();
      if (random.nextBoolean()) {
        end(lane, call, nowNanos);
      } else {
        calls.add(call);
      }
    }
  }

  /** Ends all calls, those that come up meanwhile too. */
  void endAll(Lane lane) {
    while (!calls.isEmpty()) {
      end(lane, calls.remove(), 0);
    }
  }

  private void end(Lane lane, Call call, long nowNanos) {
    call.ended(nowNanos, Outcome.ok(random.nextInt(2)));
    lane.finish(call);
  }
}
