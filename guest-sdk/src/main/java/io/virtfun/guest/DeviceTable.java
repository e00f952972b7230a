package io.virtfun.guest;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.Catalogue.Device;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;
import java.util.List;

/**
 * The devices of a catalogue by name and by number.
 *
 * <p><b>Thread:</b> any; immutable.
 */
final class DeviceTable {
  private final List<Device> devices;
  private final boolean canBeAskedFor;

  DeviceTable(Catalogue catalogue, boolean canBeAskedFor) {
    this.devices = catalogue.devices();
    this.canBeAskedFor = canBeAskedFor;
  }

  /** Of those that are there, each once. */
  List<String> names() {
    return devices.stream().filter(d -> !d.withdrawn()).map(Device::name).distinct().toList();
  }

  /** Name of the device that a receipt names. */
  String name(int number) {
    if (number == CompletionEntry.NO_DEVICE_NUMBER) {
      return "";
    }
    for (Device device : devices) {
      if (device.number() == number) {
        return device.name();
      }
    }
    return "#" + number;
  }

  /** Number of a device that calls can ask for. */
  int number(String name) {
    if (!canBeAskedFor) {
      throw new CallException.UnknownDevice(
          "device '%s': cannot be asked for (expected: a host of wire version 1.3)"
              .formatted(name));
    }
    for (Device device : devices) {
      if (device.name().equals(name) && !device.withdrawn()) {
        return requireAskable(device);
      }
    }
    throw new CallException.UnknownDevice(
        "unknown device '%s' (expected: one of %s)".formatted(name, String.join(", ", names())));
  }

  private static int requireAskable(Device device) {
    if (device.number() > SubmissionEntry.MAX_DEVICE) {
      throw new CallException.UnknownDevice(
          "device '%s': its number is %d (expected: at most %d)"
              .formatted(device.name(), device.number(), SubmissionEntry.MAX_DEVICE));
    }
    return device.number();
  }
}
