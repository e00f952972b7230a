package io.virtfun.benchmarks.peer;

import io.virtfun.driver.software.SoftwareDriverProvider;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
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
final class FunctionRunner {
  private final Map<String, DeviceFunction.Synchronous> functions;

  FunctionRunner() {
    Device device = new SoftwareDriverProvider().open(new DeviceConfig("peer", 0, Map.of()));
    functions =
        device.functions().stream()
            .map(DeviceFunction.Synchronous.class::cast)
            .collect(Collectors.toMap(function -> function.spec().name(), function -> function));
  }

  /** The output of a call. <b>Errors:</b> {@link IllegalArgumentException} where it fails. */
  byte[] run(Request request) {
    DeviceFunction.Synchronous function = functions.get(request.function());
    if (function == null) {
      throw new IllegalArgumentException(
          "function: " + request.function() + " (expected: one of " + functions.keySet() + ")");
    }
    byte[] output = new byte[request.outputBytes()];
    Outcome outcome =
        function
            .kernel()
            .run(
                new Invocation(
                    Arguments.decode(function.spec(), request.arguments()),
                    MemorySegment.ofArray(request.input()).asReadOnly(),
                    MemorySegment.ofArray(output)));
    if (outcome.kind() != Outcome.Kind.OK) {
      throw new IllegalArgumentException(request.function() + ": " + outcome);
    }
    return outcome.value() == output.length ? output : Arrays.copyOf(output, (int) outcome.value());
  }
}
