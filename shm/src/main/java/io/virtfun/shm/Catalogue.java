package io.virtfun.shm;

import io.virtfun.functions.FunctionSpec;
import java.util.List;
import java.util.Optional;

/**
 * The functions a guest can call and the devices that receipts name.
 *
 * <p>What was listed once stays listed: a function that no device has any more, and a device that
 * has gone, are <i>withdrawn</i>.
 *
 * @param functions in the order of their ids
 * @param devices in the order of their numbers
 * @param capacity how many of each there is room for where it lies in a region
 */
public record Catalogue(List<Function> functions, List<Device> devices, Capacity capacity) {
  /**
   * A function with the id that submission entries carry.
   *
   * @param id at least 1
   * @param withdrawn whether no device has it any more
   */
  public record Function(int id, FunctionSpec spec, boolean withdrawn) {
    /** One that can be called. */
    public Function(int id, FunctionSpec spec) {
      this(id, spec, false);
    }
  }

  /**
   * A device with the number that receipts carry.
   *
   * @param number at least 1
   * @param name at most 55 bytes of ASCII
   * @param withdrawn whether it has gone
   */
  public record Device(int number, String name, boolean withdrawn) {
    /** Longest name in bytes. */
    public static final int MAX_NAME_BYTES = 55;

    /** One that is there. */
    public Device(int number, String name) {
      this(number, name, false);
    }
  }

  /** How many functions and devices a catalogue can list. */
  public record Capacity(int functions, int devices) {
    /** Checks both. <b>Errors:</b> {@link IllegalArgumentException}. */
    public Capacity {
      requireWithin("functions", functions, MAX_FUNCTIONS);
      requireWithin("devices", devices, MAX_DEVICES);
    }

    private static void requireWithin(String what, int value, int most) {
      if (value < 0 || value > most) {
        throw new IllegalArgumentException(
            "catalogue: %d %s (expected: 0..%d)".formatted(value, what, most));
      }
    }

    /** Whether there is room for all of a catalogue. */
    public boolean fits(Catalogue catalogue) {
      return catalogue.functions.size() <= functions && catalogue.devices.size() <= devices;
    }
  }

  /** Most functions a reader accepts. */
  public static final int MAX_FUNCTIONS = 4096;

  /** Most devices a reader accepts. */
  public static final int MAX_DEVICES = 4096;

  /** Checks that there is room. <b>Errors:</b> {@link IllegalArgumentException}. */
  public Catalogue {
    functions = List.copyOf(functions);
    devices = List.copyOf(devices);
    if (functions.size() > capacity.functions() || devices.size() > capacity.devices()) {
      throw new IllegalArgumentException(
          "catalogue: %d functions, %d devices (expected: at most %d, %d)"
              .formatted(
                  functions.size(), devices.size(), capacity.functions(), capacity.devices()));
    }
  }

  /** One that has no room for more. */
  public Catalogue(List<Function> functions, List<Device> devices) {
    this(functions, devices, new Capacity(functions.size(), devices.size()));
  }

  /** The same with another capacity. <b>Errors:</b> {@link IllegalArgumentException}. */
  public Catalogue within(Capacity other) {
    return new Catalogue(functions, devices, other);
  }

  /**
   * The newest version of the function with a name, or the one named as {@code name@version}; not a
   * withdrawn one.
   */
  public Optional<Function> find(String name) {
    return functions.stream()
        .filter(f -> !f.withdrawn())
        .filter(f -> f.spec().name().equals(name) || f.spec().qualifiedName().equals(name))
        .max((a, b) -> Integer.compare(a.spec().version(), b.spec().version()));
  }

  /** Name of the device with a number; its number where the catalogue does not list it. */
  public String deviceName(int number) {
    return devices.stream()
        .filter(d -> d.number() == number)
        .map(Device::name)
        .findFirst()
        .orElse("#" + number);
  }
}
