package io.virtfun.driver.kit;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;

/** A driver that does what it must but for the fault of the moment. */
public final class CrookedDriver implements DriverProvider {
  static volatile Fault fault = Fault.NONE;

  @Override
  public String driver() {
    return "crooked";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    requireNoOptions(config);
    return new Probe.Available("crooked: " + fault);
  }

  @Override
  public Device open(DeviceConfig config) {
    requireNoOptions(config);
    int slots = config.slots() == 0 || fault == Fault.IGNORES_SLOTS ? 2 : config.slots();
    return new CrookedDevice(slots, fault);
  }

  private static void requireNoOptions(DeviceConfig config) {
    config
        .options()
        .forEach(
            (option, value) -> {
              if (fault != Fault.TAKES_ANY_OPTION) {
                throw new IllegalArgumentException(
                    "options.%s: %s (expected: no options)".formatted(option, value));
              }
            });
  }
}
