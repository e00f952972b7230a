package io.virtfun.driver.natives;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;

/**
 * The driver {@code native}: functions of a C library that is loaded in processes of its own, by
 * the options {@code library} and {@code staging}.
 */
public final class NativeDriverProvider implements DriverProvider {
  private static final Logger LOG = Logger.getLogger(NativeDriverProvider.class.getName());
  private static final int MOST_DEFAULT_SLOTS = 4;

  @Override
  public String driver() {
    return "native";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    Options options = Options.of(config.options());
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(java)
        ? new Probe.Available("native functions of " + options.library())
        : new Probe.Unavailable(
            "no native functions: " + java + " is not there to start processes");
  }

  @Override
  public Device open(DeviceConfig config) throws DeviceException {
    Options options = Options.of(config.options());
    int slots = config.slots() == 0 ? defaultSlots() : config.slots();
    FaultLog log = new FaultLog(config.id(), System::nanoTime, LOG::warning);
    return NativeDevice.open(config.id(), slots, options, System::nanoTime, log);
  }

  private static int defaultSlots() {
    return Math.min(MOST_DEFAULT_SLOTS, Runtime.getRuntime().availableProcessors());
  }
}
