package io.virtfun.verticles.routing;

import io.virtfun.functions.FunctionSpec;
import java.util.List;

/**
 * A function and the devices that implement it, preferred first.
 *
 * @param id what submission entries carry
 */
public record Route(int id, FunctionSpec spec, List<DeviceRoute> devices) {
  public Route {
    devices = List.copyOf(devices);
  }

  /** The same function on other devices; on none where it may not be called. */
  Route on(List<DeviceRoute> others) {
    return new Route(id, spec, others);
  }

  /** How many calls the asking lane has at a device, by the device's number. */
  @FunctionalInterface
  public interface Load {
    /** Dispatched and waiting calls. */
    int at(int deviceNumber);
  }

  /** The least loaded device relative to its window; the preferred one among equals. */
  public DeviceRoute choose(Load load) {
    DeviceRoute best = devices.getFirst();
    for (int i = 1; i < devices.size(); i++) {
      DeviceRoute other = devices.get(i);
      if ((long) load.at(other.number()) * best.window()
          < (long) load.at(best.number()) * other.window()) {
        best = other;
      }
    }
    return best;
  }
}
