package io.virtfun.verticles.device;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.bus.Call;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The functions of one device, found by the description that calls carry.
 *
 * <p><b>Thread:</b> one owner.
 */
final class DeviceFunctions {
  private final Map<String, DeviceFunction> byName = new HashMap<>();

  /** Calls of one function share its description. */
  private final IdentityHashMap<FunctionSpec, DeviceFunction> known = new IdentityHashMap<>();

  private final boolean allSynchronous;
  private final boolean inline;

  /**
   * Of a device.
   *
   * @param inline whether short calls may run on event loops
   */
  DeviceFunctions(Device device, boolean inline) {
    this.inline = inline;
    allSynchronous =
        device.functions().stream().allMatch(function -> function instanceof Synchronous);
    for (DeviceFunction function : device.functions()) {
      byName.put(function.spec().qualifiedName(), function);
    }
  }

  /** Whether all of them run to their end on the thread that starts them. */
  boolean allSynchronous() {
    return allSynchronous;
  }

  /** Whether a call is to run on the event loop on which it arrives. */
  boolean isInline(Call call) {
    return inline
        && of(call) instanceof Synchronous synchronous
        && call.invocation().input().byteSize() + call.invocation().output().byteSize()
            <= synchronous.inlineUpToBytes();
  }

  DeviceFunction of(Call call) {
    FunctionSpec spec = call.function();
    DeviceFunction function = known.get(spec);
    if (function == null) {
      function = Objects.requireNonNull(byName.get(spec.qualifiedName()), spec::qualifiedName);
      known.put(spec, function);
    }
    return function;
  }
}
