package io.virtfun.broker.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What another configuration changes in a running broker.
 *
 * @param added tenants that are new, in the order of the file
 * @param removed names of tenants that are gone
 * @param changed tenants of which something is different
 * @param devices whether devices are different
 */
public record Changes(
    List<TenantSettings> added, List<String> removed, List<Change> changed, boolean devices) {
  private static final Set<String> FIXED =
      Set.of("socket", "socket-mode", "region-size", "lanes", "queue-capacity");

  public Changes {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /**
   * One tenant with other settings.
   *
   * @param difference what is different, for people
   */
  public record Change(TenantSettings after, String difference) {}

  /**
   * What has changed.
   *
   * <p><b>Errors:</b> {@link ConfigException} names a key that cannot change without a restart.
   */
  public static Changes between(BrokerConfig running, BrokerConfig next) {
    requireSame("broker", running.broker(), next.broker());
    Map<String, TenantSettings> before = new LinkedHashMap<>();
    running.tenants().forEach(tenant -> before.put(tenant.name(), tenant));
    List<TenantSettings> added = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    for (int index = 0; index < next.tenants().size(); index++) {
      TenantSettings after = next.tenants().get(index);
      TenantSettings known = before.remove(after.name());
      if (known == null) {
        added.add(after);
      } else if (!known.equals(after)) {
        changed.add(change("tenants[" + index + "]", known, after));
      }
    }
    return new Changes(
        added, List.copyOf(before.keySet()), changed, !running.devices().equals(next.devices()));
  }

  private static Change change(String path, TenantSettings before, TenantSettings after) {
    List<String> differences = new ArrayList<>();
    Map<String, Object> now = Section.values(after);
    Section.values(before)
        .forEach(
            (key, value) -> {
              Object other = Objects.requireNonNull(now.get(key));
              if (FIXED.contains(key)) {
                requireEqual(ConfigException.join(path, key), value, other);
              } else if (!value.equals(other)) {
                differences.add(key + " " + shown(value) + " -> " + shown(other));
              }
            });
    return new Change(after, String.join(", ", differences));
  }

  private static Object shown(Object value) {
    return value instanceof Enum<?> each ? each.name().toLowerCase(Locale.ROOT) : value;
  }

  private static void requireSame(String path, Record running, Record next) {
    Map<String, Object> now = Section.values(next);
    Section.values(running)
        .forEach(
            (key, value) ->
                requireEqual(
                    ConfigException.join(path, key), value, Objects.requireNonNull(now.get(key))));
  }

  private static void requireEqual(String key, Object running, Object next) {
    if (!running.equals(next)) {
      throw ConfigException.unexpected(
          key, shown(next), shown(running) + "; another value needs a restart");
    }
  }

  /** Whether nothing has changed. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && !devices;
  }
}
