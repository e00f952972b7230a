package io.virtfun.verticles.routing;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Catalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All functions with their devices, under the ids that guests use.
 *
 * <p>Devices come and go from one to the {@link #next}, in which ids and numbers keep their
 * meaning: a function that no device has any more stays, without devices, and so does the number of
 * a device that has gone.
 *
 * <p><b>Thread:</b> immutable.
 */
public final class Routes {
  /** Of no function and no device. */
  public static final Routes NONE = new Routes(List.of(), List.of(), Set.of());

  private final List<Route> routes;
  private final List<DeviceRoute> devices;
  private final Set<Integer> present;

  /** By number, the number of the device that has the same id now; 0: none. */
  private final int[] current;

  private Routes(List<Route> routes, List<DeviceRoute> devices, Set<Integer> present) {
    this.routes = List.copyOf(routes);
    this.devices = List.copyOf(devices);
    this.present = Set.copyOf(present);
    Map<String, Integer> byId = new HashMap<>();
    devices.stream()
        .filter(device -> present.contains(device.number()))
        .forEach(device -> byId.put(device.id(), device.number()));
    this.current = new int[devices.size() + 1];
    for (DeviceRoute device : devices) {
      current[device.number()] = byId.getOrDefault(device.id(), 0);
    }
  }

  /** The first ones, as {@link #next} of {@link #NONE}. */
  public static Routes of(Map<DeviceRoute, List<FunctionSpec>> implementations) {
    return NONE.next(implementations);
  }

  /**
   * The routes where these are all devices there are, preferred first. New functions are numbered
   * in the order of devices and of each device's functions.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} when a name and version is described
   * differently than by another device or before, or when numbers are left out.
   */
  public Routes next(Map<DeviceRoute, List<FunctionSpec>> implementations) {
    Map<String, Route> known = new LinkedHashMap<>();
    routes.forEach(
        route ->
            known.put(
                route.spec().qualifiedName(), new Route(route.id(), route.spec(), List.of())));
    List<DeviceRoute> numbered = new ArrayList<>(devices);
    Set<Integer> there = new HashSet<>();
    implementations.forEach(
        (device, functions) -> {
          functions.forEach(spec -> add(known, spec, device));
          number(numbered, device);
          there.add(device.number());
        });
    return new Routes(List.copyOf(known.values()), numbered, there);
  }

  private static void add(Map<String, Route> known, FunctionSpec spec, DeviceRoute device) {
    String name = spec.qualifiedName();
    Route route = known.getOrDefault(name, new Route(known.size() + 1, spec, List.of()));
    if (!route.spec().equals(spec)) {
      throw new IllegalArgumentException(
          "device %s: %s is described differently by another device, or was before (expected: equal)"
              .formatted(device.id(), name));
    }
    List<DeviceRoute> all = new ArrayList<>(route.devices());
    all.add(device);
    known.put(name, new Route(route.id(), spec, all));
  }

  private static void number(List<DeviceRoute> numbered, DeviceRoute device) {
    int index = device.number() - 1;
    if (index > numbered.size() || index < 0) {
      throw new IllegalArgumentException(
          "device %s: number %d (expected: 1..%d)"
              .formatted(device.id(), device.number(), numbered.size() + 1));
    }
    if (index == numbered.size()) {
      numbered.add(device);
    } else {
      numbered.set(index, device);
    }
  }

  /** The route of a function id, or null. */
  public @Nullable Route find(int functionId) {
    return functionId >= 1 && functionId <= routes.size() ? routes.get(functionId - 1) : null;
  }

  /**
   * The number of the device that has the id now that the one with a number had; the number itself
   * where there is none.
   */
  public int current(int deviceNumber) {
    if (deviceNumber < 1 || deviceNumber >= current.length || current[deviceNumber] == 0) {
      return deviceNumber;
    }
    return current[deviceNumber];
  }

  /** The same ids and devices, where a function that is not allowed has no device. */
  public Routes restrictedTo(Predicate<FunctionSpec> functions, Predicate<DeviceRoute> allowed) {
    return new Routes(
        routes.stream()
            .map(
                route ->
                    route.restrictedTo(
                        functions.test(route.spec())
                            ? route.devices().stream().filter(allowed).toList()
                            : List.of()))
            .toList(),
        devices,
        present);
  }

  /** How many functions there are; their ids are 1 to that. */
  public int functionCount() {
    return routes.size();
  }

  /** The devices by their numbers, from 1; of one that has gone the last one that had it. */
  public List<DeviceRoute> devices() {
    return devices;
  }

  /** What guests read. */
  public Catalogue catalogue() {
    return new Catalogue(
        routes.stream().map(Routes::listed).toList(),
        devices.stream()
            .map(d -> new Catalogue.Device(d.number(), d.id(), !present.contains(d.number())))
            .toList());
  }

  private static Catalogue.Function listed(Route route) {
    boolean withdrawn = route.devices().isEmpty() && route.denied().isEmpty();
    return new Catalogue.Function(route.id(), route.spec(), withdrawn);
  }
}
