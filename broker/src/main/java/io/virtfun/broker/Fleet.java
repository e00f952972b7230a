package io.virtfun.broker;

import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.device.DeviceTerms;
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
final class Fleet {
  private static final String SOFTWARE = "software";

  private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

  private final List<Member> members;

  /**
   * A configured device.
   *
   * @param found whether it is there, and what it is or why not
   * @param open null where it is not there
   */
  record Member(DeviceSettings settings, Probe found, @Nullable Open open) {}

  /** An open device, and how lanes see it. */
  record Open(DeviceRoute route, Device device) {}

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
      for (int i = 0; i < settings.size(); i++) {
        fleet.requireReference(settings.get(i), "devices[" + i + "]");
      }
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
          yield new Member(settings, found, new Open(route, device));
        }
      };
    } catch (IllegalArgumentException | DeviceException e) {
      throw new BrokerException(place + ": " + e.getMessage());
    }
  }

  private void requireReference(DeviceSettings settings, String place) {
    if (settings.verifyPerMillion() > 0 && reference(settings) == null) {
      throw new BrokerException(
          "%s.reference: %s (expected: another device, which is there)"
              .formatted(place, settings.reference()));
    }
  }

  /** The device on which calls of another one are run too; null: none. */
  private @Nullable Device reference(DeviceSettings of) {
    for (Member member : members) {
      DeviceSettings other = member.settings;
      boolean named =
          of.reference().equals(DeviceSettings.AUTO)
              ? other.driver().equals(SOFTWARE)
              : other.id().equals(of.reference());
      if (named && !other.id().equals(of.id()) && member.open != null) {
        return member.open.device;
      }
    }
    return null;
  }

  /** On what terms a device that is there serves. */
  DeviceTerms terms(Member member) {
    Map<String, Kernel> kernels = new LinkedHashMap<>();
    Device reference = reference(member.settings);
    if (reference != null) {
      for (DeviceFunction function : reference.functions()) {
        if (function instanceof DeviceFunction.Synchronous synchronous) {
          kernels.put(function.spec().qualifiedName(), synchronous.kernel());
        }
      }
    }
    return member.settings.terms(kernels, Objects.requireNonNull(member.open).route.standing());
  }

  /** All, in the order of the configuration. */
  List<Member> members() {
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
