package io.virtfun.broker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What tenants used, as a table with a line for each function that was called. */
final class TenantTable {
  private static final List<String> HEAD =
      List.of("tenant", "function", "calls", "ok", "failed", "deferred", "in", "out", "device");
  private static final String UNITS = "KMGTPE";

  private TenantTable() {}

  static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    lines.add(row(HEAD));
    for (JsonNode tenant : answer.path("tenants")) {
      String name = tenant.path("name").asText();
      lines.add(
          "%-16s %d guests%s%s"
              .formatted(name, tenant.path("guests").asInt(), faults(tenant), limits(tenant)));
      for (JsonNode function : tenant.path("functions")) {
        lines.add(row(function(name, function)));
      }
    }
    return lines;
  }

  private static String row(List<String> cells) {
    return "%-16s %-18s %10s %10s %8s %8s %10s %10s %10s"
        .formatted(cells.toArray())
        .stripTrailing();
  }

  private static List<String> function(String tenant, JsonNode function) {
    long ok = function.path("statuses").path("OK").asLong();
    long answered = sum(function.path("statuses"));
    return List.of(
        tenant,
        function.path("name").asText(),
        function.path("calls").asText(),
        Long.toString(ok),
        Long.toString(answered - ok),
        Long.toString(sum(function.path("deferred"))),
        bytes(function.path("inputBytes").asLong()),
        bytes(function.path("outputBytes").asLong()),
        "%.3fs".formatted(function.path("deviceNanos").asLong() / 1e9));
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  /** What its guests did wrong, if anything. */
  private static String faults(JsonNode tenant) {
    long malformed = tenant.path("malformedCalls").asLong();
    return malformed == 0
        ? ""
        : ", malformed calls %d, quarantined lanes %d"
            .formatted(malformed, tenant.path("quarantinedLanes").asLong());
  }

  /** Those limits that are set. */
  private static String limits(JsonNode tenant) {
    StringBuilder set = new StringBuilder();
    tenant
        .path("limits")
        .properties()
        .forEach(
            limit -> {
              JsonNode value = limit.getValue();
              if (value.isNumber() ? value.asLong() != 0 : value.isArray() && !value.isEmpty()) {
                set.append(", ").append(limit.getKey()).append(' ').append(shown(value));
              }
            });
    return set.toString();
  }

  private static String shown(JsonNode value) {
    return value.isArray() ? value.toString() : value.asText();
  }

  private static String bytes(long bytes) {
    int unit = (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10;
    return unit == 0
        ? bytes + "B"
        : String.format(
            Locale.ROOT, "%.1f%siB", (double) bytes / (1L << (10 * unit)), UNITS.charAt(unit - 1));
  }
}
