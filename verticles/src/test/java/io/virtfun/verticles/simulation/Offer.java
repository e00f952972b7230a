package io.virtfun.verticles.simulation;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Route;
import io.virtfun.verticles.routing.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The devices and their functions: each has two of its own, and all have one in common. */
final class Offer {
  private static final FunctionSpec EITHER = spec("either");
  private static final List<FunctionSpec> OWN =
      IntStream.range(0, 3).mapToObj(i -> spec("own-" + i)).toList();
  private static final List<FunctionSpec> SHORT =
      IntStream.range(0, 3).mapToObj(i -> spec("short-" + i)).toList();

  private final Routes routes;

  /** Devices with so large windows. */
  Offer(List<Integer> windows) {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    for (int i = 0; i < windows.size(); i++) {
      implementations.put(
          new DeviceRoute(i + 1, "device-" + i, windows.get(i)),
          List.of(OWN.get(i), SHORT.get(i), EITHER));
    }
    routes = Routes.of(implementations);
  }

  private static FunctionSpec spec(String name) {
    return new FunctionSpec(name, 1, "", true, 8, List.of(), SizeRule.any(), SizeRule.any());
  }

  Routes routes() {
    return routes;
  }

  /** Whether calls run on the event loop of their lane. */
  static boolean isShort(FunctionSpec function) {
    return SHORT.contains(function);
  }

  /** Number of the function that one device alone has, whose calls take slots. */
  int own(int device) {
    return numberOf(OWN.get(device));
  }

  private int numberOf(FunctionSpec function) {
    int number = 1;
    while (!route(number).spec().equals(function)) {
      number++;
    }
    return number;
  }

  private Route route(int number) {
    return Objects.requireNonNull(routes.find(number));
  }
}
