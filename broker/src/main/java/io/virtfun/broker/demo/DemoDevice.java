package io.virtfun.broker.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A device of the demo's broker.
 *
 * @param available whether it is there
 * @param why what it is, or why it is not there
 * @param functions names and versions
 */
record DemoDevice(
    String id, String driver, boolean available, String why, @JsonIgnore List<String> functions) {
  DemoDevice {
    functions = List.copyOf(functions);
  }

  /** What a broker answers. */
  static List<DemoDevice> all(JsonNode answer) {
    List<DemoDevice> devices = new ArrayList<>();
    for (JsonNode device : answer.path("devices")) {
      List<String> functions = new ArrayList<>();
      device.path("functions").forEach(function -> functions.add(function.asText()));
      devices.add(
          new DemoDevice(
              device.path("id").asText(),
              device.path("driver").asText(),
              device.path("available").asBoolean(),
              device.path("why").asText(),
              functions));
    }
    return devices;
  }
}
