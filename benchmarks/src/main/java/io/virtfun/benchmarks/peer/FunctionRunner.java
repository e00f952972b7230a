package io.virtfun.benchmarks.peer;

import io.virtfun.driver.software.SoftwareDriverProvider;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The functions of the software device, called as a server would call them: the same code that the
 * broker runs.
 *
 * <p><b>Thread:</b> any.
 */
public final class FunctionRunner {
  private final Map<String, DeviceFunction.Synchronous> functions;

  /** All functions. */
  public FunctionRunner() {
    Device device = new SoftwareDriverProvider().open(new DeviceConfig("peer", 0, Map.of()));
    functions =
        device.functions().stream()
            .map(DeviceFunction.Synchronous.class::cast)
            .collect(Collectors.toMap(function -> function.spec().name(), function -> function));
  }

  /**
   * A function with its arguments, to be run on one input after another.
   *
   * <p><b>Thread:</b> any.
   */
  public static final class Prepared {
    private final DeviceFunction.Synchronous function;
    private final Arguments arguments;

    private Prepared(DeviceFunction.Synchronous function, Arguments arguments) {
      this.function = function;
      this.arguments = arguments;
    }

    /**
     * Runs it; how many bytes the output has.
     *
     * <p><b>Errors:</b> {@link IllegalArgumentException} where it fails.
     */
    public int run(MemorySegment input, MemorySegment output) {
      Outcome outcome = function.kernel().run(new Invocation(arguments, input, output));
      if (outcome.kind() != Outcome.Kind.OK) {
        throw new IllegalArgumentException(function.spec().name() + ": " + outcome);
      }
      return (int) outcome.value();
    }
  }

  /** What a head names. <b>Errors:</b> {@link IllegalArgumentException} for what is unknown. */
  public Prepared prepare(Head head) {
    DeviceFunction.Synchronous function = function(head.function());
    return new Prepared(function, Arguments.decode(function.spec(), head.arguments()));
  }

  /** The output of a call. <b>Errors:</b> {@link IllegalArgumentException} where it fails. */
  public byte[] run(Request request) {
    byte[] output = new byte[request.outputBytes()];
    int bytes =
        prepare(request.head())
            .run(
                MemorySegment.ofArray(request.input()).asReadOnly(), MemorySegment.ofArray(output));
    return bytes == output.length ? output : Arrays.copyOf(output, bytes);
  }

  /**
   * A call with room for its output, as large as the input where the function sets no bound.
   *
   * @param parameters by name; the others take their defaults
   */
  public Request request(String name, Map<String, ?> parameters, byte[] input) {
    FunctionSpec spec = function(name).spec();
    Arguments arguments = Arguments.of(spec, parameters);
    long bound = spec.output().evaluate(input.length, arguments);
    return new Request(
        name, arguments.encoded(), bound < 0 ? input.length : Math.toIntExact(bound), input);
  }

  private DeviceFunction.Synchronous function(String name) {
    DeviceFunction.Synchronous function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "function: " + name + " (expected: one of " + functions.keySet() + ")");
    }
    return function;
  }
}
