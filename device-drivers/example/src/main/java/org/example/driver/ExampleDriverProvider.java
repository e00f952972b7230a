package org.example.driver;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;

/** The driver {@code example}: always available, without options. */
public final class ExampleDriverProvider implements DriverProvider {
  @Override
  public String driver() {
    return "example";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    requireNoOptions(config);
    return new Probe.Available("example on " + processors() + " processors");
  }

  @Override
  public Device open(DeviceConfig config) {
    requireNoOptions(config);
    return new ExampleDevice(config.slots() == 0 ? processors() : config.slots());
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
                  "options.%s: %s (expected: no options)".formatted(option, value));
            });
  }
}
