package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Assumptions;

/**
 * A device called as the broker calls it: arguments and sizes are checked before.
 *
 * <p>A test that calls a function that the device lacks, or with a longer input than it is to be
 * tested with, is skipped.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> closes the device.
 *
 * @param mostBytes the longest input to call with
 */
public record TestDevice(Device device, int mostBytes) implements AutoCloseable {
  /** A device that is called with inputs of any length. */
  public TestDevice(Device device) {
    this(device, Integer.MAX_VALUE);
  }

  /** How a call ended. */
  public static final class Answer {
    private final Outcome outcome;
    private final byte[] output;

    private Answer(Outcome outcome, byte[] output) {
      this.outcome = outcome.withDeviceCycles(0);
      this.output = output;
    }

    /** How, without cycles. */
    public Outcome outcome() {
      return outcome;
    }

    /** What lies in the whole capacity. */
    public byte[] output() {
      return output.clone();
    }

    /** The result of a call that went well. */
    public byte[] result() {
      assertEquals(Outcome.Kind.OK, outcome.kind());
      return Arrays.copyOf(output, Math.toIntExact(outcome.value()));
    }
  }

  /** What a function of this name is like. */
  public FunctionSpec spec(String function) {
    return function(function).spec();
  }

  DeviceFunction function(String name) {
    return device.functions().stream()
        .filter(each -> each.spec().name().equals(name))
        .findAny()
        .orElseGet(() -> Assumptions.abort("the device lacks " + name));
  }

  /** Whether the broker would let a call with an input of this size through. */
  public boolean admits(String function, Map<String, ?> parameters, long inputBytes) {
    FunctionSpec spec = spec(function);
    Arguments arguments = Arguments.of(spec, parameters);
    return spec.input().admits(inputBytes, arguments)
        && (spec.output().kind() == SizeRule.Kind.ANY
            || spec.output().evaluate(inputBytes, arguments) >= 0);
  }

  /** Calls with the capacity that the function states. */
  public Answer call(String function, Map<String, ?> parameters, byte[] input) {
    FunctionSpec spec = spec(function);
    Arguments arguments = Arguments.of(spec, parameters);
    return call(function, parameters, input, spec.output().evaluate(input.length, arguments));
  }

  /** Calls and requires that nothing but the output is written. */
  public Answer call(String function, Map<String, ?> parameters, byte[] input, long capacityBytes) {
    FunctionSpec spec = spec(function);
    assumeTrue(input.length <= mostBytes, "longer than the device is tested with");
    assertTrue(admits(function, parameters, input.length), "size is refused");
    try (var slices = new GuardedSlices(input, capacityBytes, spec.alignmentBytes())) {
      Outcome outcome = run(function, Arguments.of(spec, parameters), slices, Cancellation.none());
      slices.requireGuardsIntact();
      slices.requireInput(input);
      return new Answer(outcome, slices.output().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** Calls on slices and waits for the end. */
  public Outcome run(
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
