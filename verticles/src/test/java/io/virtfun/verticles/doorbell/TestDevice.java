package io.virtfun.verticles.doorbell;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.functions.FunctionSpec;
import java.util.List;

/** A device that holds nothing. */
record TestDevice(int slots, List<DeviceFunction> functions) implements Device {
  List<FunctionSpec> specs() {
    return functions.stream().map(DeviceFunction::spec).toList();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
