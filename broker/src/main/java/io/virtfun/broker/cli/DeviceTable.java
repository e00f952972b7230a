package io.virtfun.broker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Devices as a table with a line for each. */
final class DeviceTable {
  private static final String ROW = "%-12s %-10s %-12s %5s  %s";

  private DeviceTable() {}

  static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    lines.add(ROW.formatted("device", "driver", "state", "slots", "what, or why not"));
    for (JsonNode device : answer.path("devices")) {
      lines.add(
          ROW.formatted(
                  device.path("id").asText(),
                  device.path("driver").asText(),
                  device.path("state").asText("missing"),
                  device.path("slots").asText("-"),
                  what(device))
              .stripTrailing());
    }
    return lines;
  }

  private static String what(JsonNode device) {
    String why = device.path("why").asText();
    if (device.has("quarantine")) {
      return device.path("quarantine").asText() + "; " + why;
    }
    StringJoiner functions = new StringJoiner(", ", ": ", "").setEmptyValue("");
    device.path("functions").forEach(function -> functions.add(function.asText()));
    return why + functions;
  }
}
