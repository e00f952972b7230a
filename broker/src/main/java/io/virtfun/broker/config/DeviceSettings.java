package io.virtfun.broker.config;

import java.util.Map;

/**
 * One device and the driver that opens it.
 *
 * @param id unique in the broker; receipts carry it
 * @param driver the name the driver gives itself
 * @param slots calls the device runs at once; 0 leaves it to the driver
 * @param window calls one lane may have at the device
 * @param ageingMillis after which a priority that others pass over has its turn
 * @param options the driver's own
 */
public record DeviceSettings(
    String id,
    String driver,
    int slots,
    int window,
    int ageingMillis,
    Map<String, String> options) {
  public DeviceSettings {
    options = Map.copyOf(options);
    Rules.name("id", id);
    Rules.name("driver", driver);
    Rules.range("slots", slots, 0, 65_536);
    Rules.range("window", window, 1, 65_536);
    Rules.range("ageing-millis", ageingMillis, 1, 3_600_000);
  }

  static DeviceSettings read(Section section) {
    return new DeviceSettings(
        section.text("id"),
        section.text("driver"),
        section.integer("slots", 0),
        section.integer("window", 32),
        section.integer("ageing-millis", 100),
        section.texts("options"));
  }
}
