package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The driver {@code fpga}: the accelerator of docs/fpga.md, simulated or on a PCIe board.
 *
 * <p>Options: {@code bus}, {@code verilator} (default) or {@code vfio}; {@code device}, a board's
 * address on PCI; {@code fault}, calls that fail on purpose. A configuration that leaves the slots
 * to the driver gets two in a simulation, and as many as a board has.
 */
public final class FpgaDriverProvider implements DriverProvider {
  private static final System.Logger LOG = System.getLogger(FpgaDriverProvider.class.getName());

  @Override
  public String driver() {
    return "fpga";
  }

  @Override
  public Probe probe(DeviceConfig config) {
    FpgaOptions options = FpgaOptions.of(config);
    return switch (options.bus()) {
      case VERILATOR ->
          Tools.missing(Tools.OF_SIMULATION)
              .<Probe>map(Probe.Unavailable::new)
              .orElseGet(
                  () ->
                      new Probe.Available(
                          "FPGA simulated by Verilator, %d slots (not at the speed of an FPGA)"
                              .formatted(options.slots())));
      case VFIO -> PciDevice.at(Objects.requireNonNull(options.address())).probe();
    };
  }

  @Override
  public Device open(DeviceConfig config) throws DeviceException {
    FpgaOptions options = FpgaOptions.of(config);
    try {
      return open(options);
    } catch (BusException | IOException e) {
      throw new DeviceException("device " + options.id() + ": " + e.getMessage(), e);
    }
  }

  private static FpgaDevice open(FpgaOptions options) throws BusException, IOException {
    return switch (options.bus()) {
      case VERILATOR -> {
        SimulatorLibrary library = SimulatorLibrary.load(build(options.slots()));
        Events events = Events.open();
        Bus bus = new SimulatedBus(library, events);
        yield FpgaDevice.open(options.id(), options.slots(), bus, events, options.faults());
      }
      case VFIO -> openBoard(options);
    };
  }

  private static Path build(int slots) throws IOException {
    return new SimulatorBuild(
            new LibraryCache(LibraryCache.folderOfThisUser()), line -> LOG.log(Level.INFO, line))
        .library(slots);
  }

  private static FpgaDevice openBoard(FpgaOptions options) throws BusException {
    PciDevice device = PciDevice.at(Objects.requireNonNull(options.address()));
    Events events = Events.open();
    Bus bus;
    try {
      bus = VfioBus.open(device, events);
    } catch (BusException e) {
      events.close();
      throw e;
    }
    return FpgaDevice.open(options.id(), options.slots(), bus, events, options.faults());
  }
}
