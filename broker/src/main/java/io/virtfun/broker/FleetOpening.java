package io.virtfun.broker;

import io.virtfun.broker.Drivers.Driver;
import io.virtfun.broker.Drivers.Wanted;
import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Catalogue;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import io.virtfun.verticles.routing.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the devices that are wanted and are not there yet.
 *
 * <p>What a plug-in's driver does wrong costs no other device anything: its device is not
 * available, or where there is one before it, that one stays.
 *
 * <p><b>Thread:</b> one worker's; blocks. <b>Ownership:</b> open devices pass to the caller.
 */
final class FleetOpening {
  private static final System.Logger LOG = System.getLogger(FleetOpening.class.getName());
  private static final int MOST_SLOTS = 65_536;

  private final Map<String, Member> before = new LinkedHashMap<>();
  private final Routes routes;
  private final DeviceNumbers numbers;
  private final Catalogue.@Nullable Capacity capacity;
  private final DriverCalls calls;
  private final List<Member> after = new ArrayList<>();
  private final List<Member> added = new ArrayList<>();
  private final Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();

  /**
   * Where so much is there.
   *
   * @param capacity what guests can be told of; null: anything
   * @param calls how drivers are called
   */
  FleetOpening(
      List<Member> members,
      Routes routes,
      DeviceNumbers numbers,
      Catalogue.@Nullable Capacity capacity,
      DriverCalls calls) {
    members.forEach(member -> before.put(member.settings().id(), member));
    this.routes = routes;
    this.numbers = numbers;
    this.capacity = capacity;
    this.calls = calls;
  }

  /**
   * Opens them. <b>Errors:</b> {@link BrokerException}; what was opened is closed then.
   *
   * @param isStrict whether a configured device that is new, or of which a key is another, and that
   *     cannot be opened is an error
   */
  FleetChange open(List<Wanted> wanted, boolean isStrict) {
    try {
      for (Wanted each : wanted) {
        Member known = before.get(each.settings().id());
        take(known != null && known.serves(each) ? known : changed(each, known, isStrict));
      }
      if (isStrict) {
        after.forEach(this::requireReference);
      }
      return new FleetChange(after, added, removed(), routes.next(implementations));
    } catch (Throwable e) {
      added.forEach(member -> discard(member.wanted(), Objects.requireNonNull(member.open())));
      throw e;
    }
  }

  private void requireReference(Member member) {
    DeviceSettings settings = member.settings();
    if (settings.verifyPerMillion() > 0
        && after.stream().noneMatch(each -> each.isReferenceOf(settings))) {
      throw new BrokerException(
          "%s.reference: %s (expected: another device, which is there)"
              .formatted(member.wanted().place(), settings.reference()));
    }
  }

  private void take(Member member) {
    after.add(member);
    OpenDevice open = member.open();
    if (open != null) {
      implementations.put(open.route(), open.functions());
    }
  }

  private List<Member> removed() {
    List<Member> removed = new ArrayList<>();
    for (Member member : before.values()) {
      boolean stays = member.open() == null || implementations.containsKey(member.open().route());
      if (!stays) {
        removed.add(member);
      }
    }
    return removed;
  }

  private Member changed(Wanted wanted, @Nullable Member known, boolean isStrict) {
    try {
      Member opened = opened(wanted);
      if (opened.open() != null) {
        added.add(opened);
        return opened;
      }
      return kept(opened, known);
    } catch (BrokerException e) {
      boolean isAsBefore = known != null && known.settings().equals(wanted.settings());
      if (isStrict && wanted.isConfigured() && !isAsBefore) {
        throw new BrokerException(wanted.place() + ": " + e.getMessage());
      }
      return kept(
          new Member(wanted, new Probe.Unavailable(String.valueOf(e.getMessage())), null), known);
    }
  }

  /** What there is in the place of a device that is not there. */
  private Member kept(Member missing, @Nullable Member known) {
    String why = ((Probe.Unavailable) missing.found()).reason();
    boolean hasDriver = missing.wanted().driver() != null;
    if (hasDriver && known != null && known.open() != null) {
      warn(known, "goes on as it is, the new one is not available, " + why);
      return known;
    }
    warn(missing, "not available, " + why);
    return missing;
  }

  private static void warn(Member member, String what) {
    LOG.log(System.Logger.Level.WARNING, member.name() + ": " + what);
  }

  private Member opened(Wanted wanted) {
    Driver driver = wanted.driver();
    if (driver == null) {
      String why = "no driver '" + wanted.settings().driver() + "' is there";
      return new Member(wanted, new Probe.Unavailable(why), null);
    }
    DeviceConfig config =
        new DeviceConfig(
            wanted.settings().id(), wanted.settings().slots(), wanted.settings().options());
    try {
      Opened opened = asked(wanted, driver, config);
      Device device = opened.device();
      if (device == null) {
        return new Member(wanted, opened.found(), null);
      }
      requireSound(wanted, driver, device);
      return new Member(wanted, opened.found(), numbered(wanted, driver, device, opened));
    } catch (IllegalArgumentException | DeviceException e) {
      throw new BrokerException(String.valueOf(e.getMessage()));
    } catch (BrokerException e) {
      throw e;
    } catch (Throwable e) {
      throw unsound(wanted, e.toString());
    }
  }

  private Opened asked(Wanted wanted, Driver driver, DeviceConfig config) throws Exception {
    try {
      return calls.ask(
          driver, () -> Opened.by(driver.provider(), config), late -> shut(wanted, late));
    } catch (BrokerException e) {
      throw unsound(wanted, String.valueOf(e.getMessage()));
    }
  }

  /** Requires what everybody else relies on, of a device that is closed where it is not so. */
  private void requireSound(Wanted wanted, Driver driver, Device device) {
    try {
      int slots = device.slots();
      if (slots < 1 || slots > MOST_SLOTS) {
        throw unsound(wanted, "slots: %d (expected: 1..%d)".formatted(slots, MOST_SLOTS));
      }
      Set<String> names = new HashSet<>();
      for (DeviceFunction function : device.functions()) {
        String name = function.spec().qualifiedName();
        if (!names.add(name)) {
          throw unsound(wanted, "functions: %s twice (expected: each once)".formatted(name));
        }
      }
    } catch (Throwable e) {
      close(wanted, driver, device::close);
      throw e;
    }
  }

  private static BrokerException unsound(Wanted wanted, String what) {
    return new BrokerException("driver " + wanted.settings().driver() + ": " + what);
  }

  /** Closes something; that it cannot be closed hides no other error. */
  private void close(Wanted wanted, Driver driver, Runnable closing) {
    try {
      calls.run(driver, closing);
    } catch (Throwable e) {
      sayNotClosed(wanted, e);
    }
  }

  /** Closes what was opened too late, on its driver's thread. */
  private static void shut(Wanted wanted, Opened late) {
    try (Device _ = late.device()) {
      LOG.log(
          System.Logger.Level.INFO,
          "device " + wanted.settings().id() + ": its driver has returned, too late");
    } catch (Throwable e) {
      sayNotClosed(wanted, e);
    }
  }

  private static void sayNotClosed(Wanted wanted, Throwable e) {
    LOG.log(System.Logger.Level.WARNING, "device " + wanted.settings().id() + ": not closed, " + e);
  }

  private OpenDevice numbered(Wanted wanted, Driver driver, Device device, Opened opened) {
    String id = wanted.settings().id();
    int number = numbers.take(id, routes);
    DeviceRoute route =
        new DeviceRoute(number, id, wanted.settings().window(), new Standing(device.slots()));
    OpenDevice open = new OpenDevice(route, device, driver, opened.description());
    try {
      requireFits(open);
      return open;
    } catch (Throwable e) {
      discard(wanted, open);
      throw e;
    }
  }

  /** Requires that guests can be told of it. */
  private void requireFits(OpenDevice open) {
    Map<DeviceRoute, List<FunctionSpec>> all = new LinkedHashMap<>(implementations);
    all.put(open.route(), open.functions());
    Catalogue catalogue;
    try {
      catalogue = routes.next(all).catalogue();
    } catch (IllegalArgumentException e) {
      throw new BrokerException(String.valueOf(e.getMessage()));
    }
    if (capacity != null && !capacity.fits(catalogue)) {
      throw new BrokerException(
          "no room for it in the catalogue (expected: at most %d functions and %d devices, for good; broker.catalogue-room)"
              .formatted(capacity.functions(), capacity.devices()));
    }
  }

  private void discard(Wanted wanted, OpenDevice open) {
    close(wanted, open.driver(), open::closeNow);
    // Whether closed or not: no lane has heard of it.
    numbers.give(open.route().number());
  }
}
