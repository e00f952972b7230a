package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A device called as the broker calls it: arguments and sizes are checked before. */
record TestDevice(Device device) implements AutoCloseable {

  /** How a call ended. */
  static final class Answer {
    private final Outcome outcome;
    private final byte[] output;

    private Answer(Outcome outcome, byte[] output) {
      this.outcome = outcome;
      this.output = output;
    }

    Outcome outcome() {
      return outcome;
    }

    /** What lies in the whole capacity. */
    byte[] output() {
      return output.clone();
    }

    /** The result of a call that went well. */
    byte[] result() {
      assertEquals(Outcome.Kind.OK, outcome.kind());
      return Arrays.copyOf(output, Math.toIntExact(outcome.value()));
    }
  }

  FunctionSpec spec(String function) {
    return function(function).spec();
  }

  private DeviceFunction function(String name) {
    return device.functions().stream()
        .filter(each -> each.spec().name().equals(name))
        .findAny()
        .orElseThrow();
  }

  /** Whether the broker would let a call with an input of this size through. */
  boolean admits(String function, Map<String, ?> parameters, long inputBytes) {
    FunctionSpec spec = spec(function);
    Arguments arguments = Arguments.of(spec, parameters);
    return spec.input().admits(inputBytes, arguments)
        && (spec.output().kind() == SizeRule.Kind.ANY
            || spec.output().evaluate(inputBytes, arguments) >= 0);
  }

  /** Calls with the capacity that the function states. */
  Answer call(String function, Map<String, ?> parameters, byte[] input) {
    FunctionSpec spec = spec(function);
    Arguments arguments = Arguments.of(spec, parameters);
    return call(function, parameters, input, spec.output().evaluate(input.length, arguments));
  }

  Answer call(String function, Map<String, ?> parameters, byte[] input, long capacityBytes) {
    FunctionSpec spec = spec(function);
    assertTrue(admits(function, parameters, input.length), "size is refused");
    try (var slices = new GuardedSlices(input, capacityBytes, spec.alignmentBytes())) {
      Outcome outcome = run(function, Arguments.of(spec, parameters), slices);
      slices.requireGuardsIntact();
      slices.requireInput(input);
      return new Answer(outcome, slices.output().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  Outcome run(String function, Arguments arguments, GuardedSlices slices) {
    return run(function, arguments, slices, Cancellation.none());
  }

  Outcome run(
      String function, Arguments arguments, GuardedSlices slices, Cancellation cancellation) {
    Invocation invocation =
        new Invocation(arguments, slices.input().asReadOnly(), slices.output(), cancellation);
    return switch (function(function)) {
      case DeviceFunction.Synchronous synchronous -> synchronous.kernel().run(invocation);
      case DeviceFunction.Asynchronous asynchronous -> {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        asynchronous.kernel().start(invocation, ended::complete);
        yield ended.join();
      }
    };
  }

  @Override
  public void close() {
    device.close();
  }
}
