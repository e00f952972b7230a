package io.virtfun.broker;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import org.jspecify.annotations.Nullable;

/**
 * What a driver answers when it is asked for a device.
 *
 * @param device null where it is not available
 */
record Opened(Probe found, @Nullable Device device) {
  /** Asks a driver. <b>Thread:</b> may block. <b>Errors:</b> as {@link DriverProvider} has them. */
  static Opened by(DriverProvider provider, DeviceConfig config) throws DeviceException {
    return switch (provider.probe(config)) {
      case Probe.Unavailable missing -> new Opened(missing, null);
      case Probe.Available found -> new Opened(found, provider.open(config));
    };
  }

  /** What it is, for people. */
  String description() {
    return found instanceof Probe.Available(String description) ? description : "";
  }
}
