package io.virtfun.driver.simulated;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;

/**
 * The driver {@code simulated}: always available. Its options say how many of a million calls fail,
 * hang or lie, and with which seed.
 *
 * <p>A configuration that leaves the slots to the driver gets one.
 */
public final class SimulatedDriverProvider implements DriverProvider {
  @Override
  public String driver() {
    return "simulated";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    return new Probe.Available("simulated, " + SimulatedOptions.of(config.options()));
  }

  @Override
  public Device open(DeviceConfig config) {
    return new SimulatedDevice(Math.max(1, config.slots()), SimulatedOptions.of(config.options()));
  }
}
