package io.virtfun.driver.spi;

import java.util.Map;

/**
 * What the operator configured for one device.
 *
 * <p><b>Thread:</b> immutable. <b>Errors:</b> {@link IllegalArgumentException} for negative slots.
 *
 * @param id the device's id, unique in the broker; receipts carry it
 * @param slots how many calls may run at once; 0 leaves it to the driver
 * @param options the driver's own options; a driver rejects those it does not know
 */
public record DeviceConfig(String id, int slots, Map<String, String> options) {
  public DeviceConfig {
    options = Map.copyOf(options);
    if (slots < 0) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: at least 0)");
    }
  }
}
