package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.DeviceConfig;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configured, checked.
 *
 * @param id the device's
 * @param bus how the accelerator is reached
 * @param slots engines of a simulation, or how many a board must have; 0 for whatever it has
 * @param address a board's on PCI, or null for a simulation
 * @param faults calls that fail on purpose
 */
record FpgaOptions(String id, BusKind bus, int slots, @Nullable String address, Faults faults) {
  /** Most slots that the RTL has numbers for. */
  static final int MOST_SLOTS = 8;

  private static final int SIMULATED_SLOTS = 2;
  private static final Set<String> KNOWN = Set.of("bus", "device", "fault");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");

  /** How an accelerator is reached. */
  enum BusKind {
    VERILATOR,
    VFIO
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} names option, value and expectation. */
  static FpgaOptions of(DeviceConfig config) {
    config
        .options()
        .forEach(
            (option, value) -> {
              if (!KNOWN.contains(option)) {
                throw wrong(option, value, "one of " + String.join(", ", new TreeSet<>(KNOWN)));
              }
            });
    String bus = config.options().getOrDefault("bus", "verilator");
    Faults faults = Faults.of(config.options().get("fault"));
    if (config.slots() > MOST_SLOTS) {
      throw new IllegalArgumentException(
          "slots: %d (expected: 0..%d)".formatted(config.slots(), MOST_SLOTS));
    }
    return switch (bus) {
      case "verilator" -> simulated(config, faults);
      case "vfio" ->
          new FpgaOptions(config.id(), BusKind.VFIO, config.slots(), address(config), faults);
      default -> throw wrong("bus", bus, "verilator or vfio");
    };
  }

  private static FpgaOptions simulated(DeviceConfig config, Faults faults) {
    String device = config.options().get("device");
    if (device != null) {
      throw wrong("device", device, "bus: vfio");
    }
    int slots = config.slots() == 0 ? SIMULATED_SLOTS : config.slots();
    return new FpgaOptions(config.id(), BusKind.VERILATOR, slots, null, faults);
  }

  private static String address(DeviceConfig config) {
    String device = config.options().getOrDefault("device", "");
    if (!ADDRESS.matcher(device).matches()) {
      throw wrong("device", device, "an address such as 0000:01:00.0");
    }
    return device;
  }

  private static IllegalArgumentException wrong(String option, String value, String expected) {
    return new IllegalArgumentException(
        "options.%s: %s (expected: %s)".formatted(option, value, expected));
  }
}
