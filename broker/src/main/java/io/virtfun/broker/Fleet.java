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
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The devices that configuration names: those that are there are open.
 *
 * <p><b>Thread:</b> immutable; opening blocks, and is a worker's. <b>Ownership:</b> open devices
 * pass to the caller.
 */
public final class Fleet {
  private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

  private final List<Member> members;

  /**
   * A configured device.
   *
   * @param found whether it is there, and what it is or why not
   * @param open null where it is not there
   */
  public record Member(DeviceSettings settings, Probe found, @Nullable Open open) {}

  /** An open device, how lanes see it, and how it serves. */
  public record Open(DeviceRoute route, Device device, DeviceVerticle.Terms terms) {}

  private Fleet(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /**
   * Opens what is available.
   *
   * <p><b>Errors:</b> {@link BrokerException} for an unknown driver, a wrong option, or when no
   * device is available.
   */
  static Fleet open(List<DeviceSettings> settings) {
    Map<String, DriverProvider> drivers =
        ServiceLoader.load(DriverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(DriverProvider::driver, driver -> driver));
    List<Member> members = new ArrayList<>();
    try {
      for (int i = 0; i < settings.size(); i++) {
        int number = new Fleet(members).open().size() + 1;
        members.add(open(settings.get(i), "devices[" + i + "]", number, drivers));
      }
      Fleet fleet = new Fleet(members);
      if (fleet.open().isEmpty()) {
        throw new BrokerException("no device is available (expected: at least one)");
      }
      return fleet;
    } catch (RuntimeException e) {
      new Fleet(members).open().forEach(each -> each.device().close());
      throw e;
    }
  }

  private static Member open(
      DeviceSettings settings, String place, int number, Map<String, DriverProvider> drivers) {
    DriverProvider driver = drivers.get(settings.driver());
    if (driver == null) {
      throw new BrokerException(
          "%s.driver: %s (expected: one of %s)"
              .formatted(place, settings.driver(), drivers.keySet().stream().sorted().toList()));
    }
    DeviceConfig config = new DeviceConfig(settings.id(), settings.slots(), settings.options());
    try {
      Probe found = driver.probe(config);
      return switch (found) {
        case Probe.Unavailable(String reason) -> {
          LOG.log(
              System.Logger.Level.WARNING,
              "device " + settings.id() + ": not available, " + reason);
          yield new Member(settings, found, null);
        }
        case Probe.Available(String description) -> {
          Device device = driver.open(config);
          LOG.log(
              System.Logger.Level.INFO,
              "device %s: %s, %d slots, %d functions"
                  .formatted(
                      settings.id(), description, device.slots(), device.functions().size()));
          Standing standing = new Standing(device.slots());
          DeviceRoute route = new DeviceRoute(number, settings.id(), settings.window(), standing);
          yield new Member(settings, found, new Open(route, device, settings.terms(standing)));
        }
      };
    } catch (IllegalArgumentException | DeviceException e) {
      throw new BrokerException(place + ": " + e.getMessage());
    }
  }

  /** All, in the order of the configuration. */
  public List<Member> members() {
    return members;
  }

  /** Those that are there. */
  List<Open> open() {
    return members.stream().map(Member::open).filter(Objects::nonNull).toList();
  }

  /** Which function runs where. */
  Routes routes() {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    for (Open each : open()) {
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
