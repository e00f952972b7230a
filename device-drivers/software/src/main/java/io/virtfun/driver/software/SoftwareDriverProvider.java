package io.virtfun.driver.software;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;

/**
 * The driver {@code software}: always available, without options.
 *
 * <p>A configuration that leaves the slots to the driver gets one per available processor, at least
 * one.
 */
public final class SoftwareDriverProvider implements DriverProvider {
  private static final String NAME = "software";

  @Override
  public String driver() {
    return NAME;
  }

  @Override
  public Probe probe(DeviceConfig config) {
    requireNoOptions(config);
    return new Probe.Available("software on " + processors() + " processors");
  }

  @Override
  public Device open(DeviceConfig config) {
    requireNoOptions(config);
    return new SoftwareDevice(config.slots() == 0 ? processors() : config.slots());
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static void requireNoOptions(DeviceConfig config) {
    config
        .options()
        .forEach(
            (option, value) -> {
              throw new IllegalArgumentException(
                  "options.%s: %s (expected: no options for driver %s)"
                      .formatted(option, value, NAME));
            });
  }
}
