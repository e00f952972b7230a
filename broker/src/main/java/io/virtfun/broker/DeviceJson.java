package io.virtfun.broker;

import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.routing.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Devices as JSON shows them. */
final class DeviceJson {
  private DeviceJson() {}

  /**
   * All devices, in the order of the configuration.
   *
   * @param leaving those that have calls left and get no others
   */
  static Map<String, Object> of(List<Member> members, List<Member> leaving) {
    List<Map<String, Object>> all = new ArrayList<>();
    members.forEach(member -> all.add(of(member, false)));
    leaving.forEach(member -> all.add(of(member, true)));
    return Map.of("devices", all);
  }

  private static Map<String, Object> of(Member member, boolean isLeaving) {
    DeviceSettings settings = member.settings();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", settings.id());
    json.put("driver", settings.driver());
    json.put("available", member.open() != null);
    json.put("why", why(member.found()));
    OpenDevice open = member.open();
    if (open != null) {
      Device device = open.device();
      String quarantine = open.route().standing().quarantine();
      json.put("number", open.route().number());
      json.put("plugin", open.driver().plugin() == null ? "" : open.driver().plugin().name());
      json.put("state", isLeaving ? "draining" : state(open.route().standing()));
      if (quarantine != null) {
        json.put("quarantine", quarantine);
      }
      json.put("slots", device.slots());
      json.put("window", settings.window());
      json.put(
          "functions",
          device.functions().stream().map(each -> each.spec().qualifiedName()).toList());
    }
    return json;
  }

  private static String state(Standing standing) {
    if (standing.isServing()) {
      return "serving";
    }
    return standing.isProbed() ? "checking" : "quarantined";
  }

  /** What it is, or why it is not there. */
  private static String why(Probe found) {
    return switch (found) {
      case Probe.Available(String description) -> description;
      case Probe.Unavailable(String reason) -> reason;
    };
  }
}
