package io.virtfun.broker;

import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.device.DeviceVerticle;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import io.virtfun.verticles.routing.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Finds the drivers that configuration names, and opens the devices that are there.
 *
 * <p><b>Thread:</b> a worker: probing and opening may block. <b>Ownership:</b> open devices pass to
 * the caller.
 */
final class Devices {
  private static final System.Logger LOG = System.getLogger(Devices.class.getName());

  /** An open device, how lanes see it, and how it serves. */
  record Open(DeviceRoute route, Device device, DeviceVerticle.Terms terms) {}

  private Devices() {}

  /**
   * Opens what is available.
   *
   * <p><b>Errors:</b> {@link BrokerException} for an unknown driver, a wrong option, or when no
   * device is available.
   */
  static List<Open> open(List<DeviceSettings> settings) {
    Map<String, DriverProvider> drivers =
        ServiceLoader.load(DriverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(DriverProvider::driver, driver -> driver));
    List<Open> open = new ArrayList<>();
    try {
      for (int i = 0; i < settings.size(); i++) {
        open(settings.get(i), "devices[" + i + "]", drivers, open);
      }
      if (open.isEmpty()) {
        throw new BrokerException("no device is available (expected: at least one)");
      }
      return open;
    } catch (RuntimeException e) {
      open.forEach(each -> each.device().close());
      throw e;
    }
  }

  private static void open(
      DeviceSettings settings, String place, Map<String, DriverProvider> drivers, List<Open> into) {
    DriverProvider driver = drivers.get(settings.driver());
    if (driver == null) {
      throw new BrokerException(
          "%s.driver: %s (expected: one of %s)"
              .formatted(place, settings.driver(), drivers.keySet().stream().sorted().toList()));
    }
    DeviceConfig config = new DeviceConfig(settings.id(), settings.slots(), settings.options());
    try {
      switch (driver.probe(config)) {
        case Probe.Unavailable(String reason) ->
            LOG.log(
                System.Logger.Level.WARNING,
                "device " + settings.id() + ": not available, " + reason);
        case Probe.Available(String description) -> {
          Device device = driver.open(config);
          DeviceRoute route =
              new DeviceRoute(
                  into.size() + 1, settings.id(), settings.window(), new Standing(device.slots()));
          into.add(new Open(route, device, settings.terms(route.standing())));
          LOG.log(
              System.Logger.Level.INFO,
              "device %s: %s, %d slots, %d functions"
                  .formatted(
                      settings.id(), description, device.slots(), device.functions().size()));
        }
      }
    } catch (IllegalArgumentException | DeviceException e) {
      throw new BrokerException(place + ": " + e.getMessage());
    }
  }

  /** Which function runs where. */
  static Routes routes(List<Open> open) {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    for (Open each : open) {
      implementations.put(
          each.route(), each.device().functions().stream().map(DeviceFunction::spec).toList());
    }
    try {
      return Routes.of(implementations);
    } catch (IllegalArgumentException e) {
      throw new BrokerException("devices: " + e.getMessage());
    }
  }
}
