package io.virtfun.broker.admin;

import io.virtfun.broker.config.TenantSettings;
import io.virtfun.broker.ivshmem.TenantVerticle;
import io.virtfun.shm.Catalogue;
import io.virtfun.verticles.admission.Limit;
import io.virtfun.verticles.admission.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Limits and accounts of tenants as JSON shows them. */
public final class TenantJson {
  private static final String UNKNOWN_FUNCTION = "unknown";

  private TenantJson() {}

  /** All tenants, in the order of the configuration. */
  public static Map<String, Object> of(List<TenantVerticle> tenants, Catalogue catalogue) {
    return Map.of("tenants", tenants.stream().map(tenant -> of(tenant, catalogue)).toList());
  }

  private static Map<String, Object> of(TenantVerticle tenant, Catalogue catalogue) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", tenant.settings().name());
    json.put("address", tenant.address());
    json.put("guests", tenant.guests());
    json.put(
        "malformedCalls",
        tenant.tenant().account().usages().stream().mapToLong(Usage::malformed).sum());
    json.put("quarantinedLanes", tenant.tenant().quarantinedLanes());
    json.put("limits", limits(tenant.settings()));
    json.put("functions", functions(tenant.tenant().account().usages(), catalogue));
    return json;
  }

  private static Map<String, Object> limits(TenantSettings settings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("weight", settings.weight());
    json.put("priorityCeiling", settings.priorityCeiling());
    json.put("functions", settings.functions());
    json.put("devices", settings.devices());
    json.put("maxGuests", settings.maxGuests());
    json.put("maxRegionBytes", settings.maxRegionBytes().bytes());
    json.put("maxInFlight", settings.maxInFlight());
    json.put("callsPerSecond", settings.callsPerSecond());
    json.put("bytesPerSecond", settings.bytesPerSecond().bytes());
    json.put("deviceTimePercent", settings.deviceTimePercent());
    json.put("onLimit", settings.onLimit().name().toLowerCase(Locale.ROOT));
    return json;
  }

  private static List<Map<String, Object>> functions(List<Usage> usages, Catalogue catalogue) {
    List<Map<String, Object>> functions = new ArrayList<>();
    for (Catalogue.Function function : catalogue.functions()) {
      if (function.id() < usages.size()) {
        add(function.spec().qualifiedName(), usages.get(function.id()), functions);
      }
    }
    add(UNKNOWN_FUNCTION, usages.getFirst(), functions);
    return functions;
  }

  private static void add(String name, Usage usage, List<Map<String, Object>> functions) {
    if (usage.isEmpty()) {
      return;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("calls", usage.calls());
    json.put("inFlight", usage.inFlight());
    json.put("inputBytes", usage.inputBytes());
    json.put("outputBytes", usage.outputBytes());
    json.put("deviceNanos", usage.deviceNanos());
    json.put("statuses", usage.statuses());
    json.put("deferred", byKey(usage.deferred()));
    json.put("shed", byKey(usage.shed()));
    functions.add(json);
  }

  private static Map<String, Long> byKey(Map<Limit, Long> counts) {
    Map<String, Long> json = new LinkedHashMap<>();
    counts.forEach((limit, count) -> json.put(key(limit), count));
    return json;
  }

  /** What configuration calls a limit. */
  private static String key(Limit limit) {
    return switch (limit) {
      case IN_FLIGHT -> "max-in-flight";
      case CALLS_PER_SECOND -> "calls-per-second";
      case BYTES_PER_SECOND -> "bytes-per-second";
      case DEVICE_TIME -> "device-time-percent";
    };
  }
}
