package io.virtfun.verticles.routing;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function and the devices that implement it, preferred first.
 *
 * @param id what submission entries carry
 * @param devices those that the caller may use
 * @param denied the others
 */
public record Route(
    int id, FunctionSpec spec, List<DeviceRoute> devices, List<DeviceRoute> denied) {
  public Route {
    devices = List.copyOf(devices);
    denied = List.copyOf(denied);
  }

  /** A function whose devices all may be used. */
  Route(int id, FunctionSpec spec, List<DeviceRoute> devices) {
    this(id, spec, devices, List.of());
  }

  /** The same function where only some of its devices may be used. */
  Route restrictedTo(List<DeviceRoute> allowed) {
    return new Route(
        id, spec, allowed, devices.stream().filter(device -> !allowed.contains(device)).toList());
  }

  /** Whether the caller may use none of the devices that there are. */
  public boolean isDenied() {
    return devices.isEmpty() && !denied.isEmpty();
  }

  /** How many calls the asking lane has at a device, by the device's number. */
  @FunctionalInterface
  public interface Load {
    /** Dispatched and waiting calls. */
    int at(int deviceNumber);
  }

  /**
   * Whether a call that asks for a device gets one that serves: {@link Status#OK}, or why not.
   *
   * @param deviceNumber 0: any device
   */
  public Status serves(int deviceNumber) {
    for (int i = 0; i < devices.size(); i++) {
      DeviceRoute device = devices.get(i);
      if ((deviceNumber == 0 || device.number() == deviceNumber) && device.standing().isServing()) {
        return Status.OK;
      }
    }
    for (int i = 0; i < denied.size(); i++) {
      if (denied.get(i).number() == deviceNumber) {
        return Status.NOT_ALLOWED;
      }
    }
    return Status.NO_DEVICE;
  }

  /** The device with a number, if it is one that may be used. */
  public @Nullable DeviceRoute device(int number) {
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).number() == number) {
        return devices.get(i);
      }
    }
    return null;
  }
}
