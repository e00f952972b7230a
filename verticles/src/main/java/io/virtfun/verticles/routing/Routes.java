package io.virtfun.verticles.routing;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Catalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All functions with their devices, under the ids that guests use.
 *
 * <p><b>Thread:</b> immutable.
 */
public final class Routes {
  private final List<Route> routes;
  private final List<DeviceRoute> devices;

  private Routes(List<Route> routes, List<DeviceRoute> devices) {
    this.routes = List.copyOf(routes);
    this.devices = List.copyOf(devices);
  }

  /**
   * Numbers functions in the order of devices and of each device's functions.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} when two devices describe the same name and
   * version differently.
   */
  public static Routes of(Map<DeviceRoute, List<FunctionSpec>> implementations) {
    Map<String, Route> routes = new LinkedHashMap<>();
    implementations.forEach(
        (device, functions) -> {
          for (FunctionSpec spec : functions) {
            Route known = routes.get(spec.qualifiedName());
            int id = known == null ? routes.size() + 1 : known.id();
            List<DeviceRoute> devices =
                new ArrayList<>(known == null ? List.of() : known.devices());
            if (known != null && !known.spec().equals(spec)) {
              throw new IllegalArgumentException(
                  "device %s: %s is described differently by another device (expected: equal)"
                      .formatted(device.id(), spec.qualifiedName()));
            }
            devices.add(device);
            routes.put(spec.qualifiedName(), new Route(id, spec, devices));
          }
        });
    return new Routes(List.copyOf(routes.values()), List.copyOf(implementations.keySet()));
  }

  /** The route of a function id, or null. */
  public @Nullable Route find(int functionId) {
    return functionId >= 1 && functionId <= routes.size() ? routes.get(functionId - 1) : null;
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
        devices);
  }

  /** How many functions there are; their ids are 1 to that. */
  public int functionCount() {
    return routes.size();
  }

  /** The devices, in the order of their numbers. */
  public List<DeviceRoute> devices() {
    return devices;
  }

  /** What guests read. */
  public Catalogue catalogue() {
    return new Catalogue(
        routes.stream().map(r -> new Catalogue.Function(r.id(), r.spec())).toList(),
        devices.stream().map(d -> new Catalogue.Device(d.number(), d.id())).toList());
  }
}
