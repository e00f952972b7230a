package io.virtfun.broker;

import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.broker.plugin.Plugin;
import io.virtfun.driver.spi.DriverProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The drivers that there are: the broker's own and those of plug-ins.
 *
 * <p><b>Thread:</b> immutable.
 */
final class Drivers {
  private static final System.Logger LOG = System.getLogger(Drivers.class.getName());

  private final Map<String, Driver> byName = new LinkedHashMap<>();
  private final boolean mayCome;

  /**
   * A driver.
   *
   * @param plugin that it is from; null: it is the broker's own
   */
  record Driver(DriverProvider provider, @Nullable Plugin plugin) {}

  /**
   * A device that is to be there.
   *
   * @param place where the configuration names it; empty: it does not
   * @param driver null where there is none of its name
   */
  record Wanted(DeviceSettings settings, String place, @Nullable Driver driver) {
    /** Whether the configuration names it. */
    boolean isConfigured() {
      return !place.isEmpty();
    }
  }

  /**
   * Those that there are now.
   *
   * @param mayCome whether plug-ins may bring others later
   */
  Drivers(List<Plugin> plugins, boolean mayCome) {
    this.mayCome = mayCome;
    for (DriverProvider provider : ServiceLoader.load(DriverProvider.class)) {
      byName.put(provider.driver(), new Driver(provider, null));
    }
    for (Plugin plugin : plugins) {
      for (DriverProvider provider : plugin.drivers()) {
        add(provider, plugin);
      }
    }
  }

  private void add(DriverProvider provider, Plugin plugin) {
    String name;
    try {
      name = provider.driver();
      DeviceSettings.byDefault(name, name);
    } catch (Throwable e) {
      say(plugin, "a driver that does not say its name, " + e);
      return;
    }
    if (byName.putIfAbsent(name, new Driver(provider, plugin)) != null) {
      say(plugin, "driver " + name + " is there already (expected: another name), ignored");
    }
  }

  private static void say(Plugin plugin, String what) {
    LOG.log(System.Logger.Level.WARNING, "plug-in " + plugin.name() + ": " + what);
  }

  /**
   * The devices that are to be there: those of the configuration, and one for each driver of a
   * plug-in that it does not name.
   *
   * <p><b>Errors:</b> {@link BrokerException} for a driver that cannot come.
   */
  List<Wanted> wanted(List<DeviceSettings> configured) {
    List<Wanted> wanted = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (int i = 0; i < configured.size(); i++) {
      DeviceSettings settings = configured.get(i);
      String place = "devices[" + i + "]";
      Driver driver = byName.get(settings.driver());
      if (driver == null && !mayCome) {
        throw new BrokerException(
            "%s.driver: %s (expected: one of %s)"
                .formatted(place, settings.driver(), byName.keySet().stream().sorted().toList()));
      }
      named.add(settings.driver());
      named.add(settings.id());
      wanted.add(new Wanted(settings, place, driver));
    }
    byName.forEach(
        (name, driver) -> {
          if (driver.plugin() != null && !named.contains(name)) {
            wanted.add(new Wanted(DeviceSettings.byDefault(name, name), "", driver));
          }
        });
    return wanted;
  }
}
