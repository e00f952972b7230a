package io.virtfun.verticles.routing;

import io.virtfun.functions.FunctionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** Whether one of the devices gets calls now. */
  public boolean isServed() {
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).standing().isServing()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The least loaded device that serves, relative to its window; the preferred one among equals.
   * Null where none serves that is not left out.
   *
   * @param not number of a device to leave out; 0: none
   * @param nor number of another one
   */
  public @Nullable DeviceRoute choose(Load load, int not, int nor) {
    DeviceRoute best = null;
    for (int i = 0; i < devices.size(); i++) {
      DeviceRoute other = devices.get(i);
      if (other.number() != not
          && other.number() != nor
          && other.standing().isServing()
          && (best == null || isLessLoaded(other, best, load))) {
        best = other;
      }
    }
    return best;
  }

  private static boolean isLessLoaded(DeviceRoute one, DeviceRoute other, Load load) {
    return (long) load.at(one.number()) * other.window()
        < (long) load.at(other.number()) * one.window();
  }
}
