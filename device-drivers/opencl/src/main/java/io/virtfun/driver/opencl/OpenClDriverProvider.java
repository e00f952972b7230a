package io.virtfun.driver.opencl;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.util.logging.Logger;

/**
 * The driver {@code opencl}: any OpenCL device here, by the options {@code platform}, {@code
 * device}, {@code program} and {@code memory}.
 */
public final class OpenClDriverProvider implements DriverProvider {
  private static final Logger LOG = Logger.getLogger(OpenClDriverProvider.class.getName());

  @Override
  public String driver() {
    return "opencl";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    Options options = Options.of(config.options());
    try {
      return switch (Devices.find(options)) {
        case Devices.Found.One(ClDevice device) ->
            new Probe.Available("OpenCL: " + device.description());
        case Devices.Found.None(String reason) -> new Probe.Unavailable(reason);
      };
    } catch (ClException e) {
      return new Probe.Unavailable("OpenCL: " + e.getMessage());
    }
  }

  @Override
  public Device open(DeviceConfig config) throws DeviceException {
    Options options = Options.of(config.options());
    FaultLog log = new FaultLog(config.id(), System::nanoTime, LOG::warning);
    try {
      return switch (Devices.find(options)) {
        case Devices.Found.One(ClDevice device) ->
            OpenClDevice.open(config.id(), config.slots(), device, options, log);
        case Devices.Found.None(String reason) -> throw new DeviceException(reason);
      };
    } catch (ClException e) {
      throw new DeviceException("OpenCL: " + e.getMessage(), e);
    }
  }
}
