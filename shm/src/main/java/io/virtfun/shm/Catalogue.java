package io.virtfun.shm;

import io.virtfun.functions.FunctionSpec;
import java.util.List;
import java.util.Optional;

/**
 * The functions a guest can call and the devices that receipts name.
 *
 * @param functions in the order of their ids
 * @param devices in the order of their numbers
 */
public record Catalogue(List<Function> functions, List<Device> devices) {
  /**
   * A function with the id that submission entries carry.
   *
   * @param id at least 1
   */
  public record Function(int id, FunctionSpec spec) {}

  /**
   * A device with the number that receipts carry.
   *
   * @param number at least 1
   * @param name at most 55 bytes of ASCII
   */
  public record Device(int number, String name) {
    /** Longest name in bytes. */
    public static final int MAX_NAME_BYTES = 55;
  }

  /** Most functions a reader accepts. */
  public static final int MAX_FUNCTIONS = 4096;

  /** Most devices a reader accepts. */
  public static final int MAX_DEVICES = 4096;

  public Catalogue {
    functions = List.copyOf(functions);
    devices = List.copyOf(devices);
  }

  /** The newest version of the function with a name, or the one named as {@code name@version}. */
  public Optional<Function> find(String name) {
    return functions.stream()
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
