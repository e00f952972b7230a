package io.virtfun.driver.opencl;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.Arguments;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The OpenCL device here, for tests. */
final class OpenCl {
  static final List<String> LINES = new CopyOnWriteArrayList<>();

  private OpenCl() {}

  /** Skips a test, with a line that says why, where there is none. */
  static void require() {
    Probe probe = new OpenClDriverProvider().probe(new DeviceConfig("ocl", 0, Map.of()));
    assumeTrue(probe instanceof Probe.Available, probe.toString());
  }

  static OpenClDevice open(int slots, Map<String, String> options) throws DeviceException {
    require();
    LINES.clear();
    Options checked = Options.of(options);
    ClDevice device = assertInstanceOf(Devices.Found.One.class, Devices.find(checked)).device();
    return OpenClDevice.open(
        "ocl", slots, device, checked, new FaultLog("ocl", System::nanoTime, LINES::add));
  }

  static CompletableFuture<Outcome> start(
      Device device, String function, Map<String, ?> parameters, Slices slices) {
    return start(device, function, parameters, slices, Cancellation.none());
  }

  static CompletableFuture<Outcome> start(
      Device device,
      String function,
      Map<String, ?> parameters,
      Slices slices,
      Cancellation cancellation) {
    DeviceFunction.Asynchronous known =
        device.functions().stream()
            .filter(each -> each.spec().name().equals(function))
            .map(DeviceFunction.Asynchronous.class::cast)
            .findAny()
            .orElseThrow();
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    Arguments arguments = Arguments.of(known.spec(), parameters);
    known
        .kernel()
        .start(
            new Invocation(arguments, slices.input, slices.output, cancellation), ended::complete);
    return ended;
  }

  record Slices(MemorySegment input, MemorySegment output) {}
}
