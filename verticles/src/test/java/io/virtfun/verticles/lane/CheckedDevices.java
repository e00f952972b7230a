package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Devices that check every promise a driver has been given before they end a call. */
final class CheckedDevices implements Lane.Outbox {
  private final SplittableRandom random;
  private final Deque<Call> calls = new ArrayDeque<>();
  private final InvocationCheck check;
  private long seen;

  CheckedDevices(SplittableRandom random, MemorySegment arena) {
    this.random = random;
    this.check = new InvocationCheck(arena);
  }

  @Override
  public void dispatch(Call call) {
    seen++;
    check.accept(call.invocation());
    calls.add(call);
  }

  @Override
  public void stop(Call call) {
    assertTrue(calls.contains(call), "no device has the call");
  }

  long seen() {
    return seen;
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
