package io.virtfun.driver.software;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/** {@code noop} and {@code echo}: what a call costs before any function works. */
final class Baseline {
  private Baseline() {}

  /** Ignores its input and writes nothing; always inline. */
  static DeviceFunction noop() {
    FunctionSpec spec =
        new FunctionSpec(
            "noop",
            1,
            "Nothing: ignores the input, writes no output",
            true,
            1,
            List.of(),
            SizeRule.any(),
            SizeRule.exactly(Term.constant(0)));
    return Synchronous.inline(spec, _ -> Outcome.ok(0));
  }

  /** Copies the input to the output. */
  static DeviceFunction echo() {
    FunctionSpec spec =
        new FunctionSpec(
            "echo",
            1,
            "The input, unchanged",
            true,
            1,
            List.of(),
            SizeRule.any(),
            SizeRule.exactly(Term.input(1)));
    return new Synchronous(spec, SoftwareDevice.INLINE_BYTES, Baseline::echo);
  }

  private static Outcome echo(Invocation call) {
    return Window.copy(call) ? Outcome.ok(call.input().byteSize()) : Outcome.stopped();
  }
}
