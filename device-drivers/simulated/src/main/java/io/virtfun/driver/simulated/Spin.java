package io.virtfun.driver.simulated;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** {@code spin}: keeps a slot busy for as long as the caller says. */
final class Spin {
  private static final long MOST_MICROS = 60_000_000;
  private static final long DEFAULT_MICROS = 100;
  private static final int TURNS_PER_CLOCK = 16;
  private static final long SPIN_NANOS = 500_000;
  private static final long PARK_NANOS = 1_000_000;

  static final FunctionSpec SPEC =
      new FunctionSpec(
          "spin",
          1,
          "Nothing, for a while: keeps a slot busy, writes no output",
          true,
          1,
          List.of(Parameter.u32("micros", 0, MOST_MICROS).orElse(DEFAULT_MICROS)),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(0)));

  private Spin() {}

  static Outcome run(Invocation call) {
    long end = System.nanoTime() + call.arguments().whole(0) * 1000;
    for (long left = call.arguments().whole(0) * 1000; left > 0; left = end - System.nanoTime()) {
      if (call.cancellation().isRequested()) {
        return Outcome.stopped();
      }
      if (left > SPIN_NANOS) {
        // A device takes no processor; the end is waited for awake, as a timer is late.
        LockSupport.parkNanos(Math.min(left - SPIN_NANOS, PARK_NANOS));
        continue;
      }
      for (int i = 0; i < TURNS_PER_CLOCK; i++) {
        Thread.onSpinWait();
      }
    }
    return Outcome.ok(0);
  }
}
