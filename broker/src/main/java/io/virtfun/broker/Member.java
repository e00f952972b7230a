package io.virtfun.broker;

import io.virtfun.broker.Drivers.Wanted;
import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.driver.spi.Probe;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device that is wanted.
 *
 * @param found whether it is there, and what it is or why not
 * @param open null where it is not there
 */
record Member(Wanted wanted, Probe found, @Nullable OpenDevice open) {
  private static final String SOFTWARE = "software";

  DeviceSettings settings() {
    return wanted.settings();
  }

  /** As the log names it. */
  String name() {
    return "device " + settings().id();
  }

  /** Whether calls of another device may be run on it too. */
  boolean isReferenceOf(DeviceSettings other) {
    boolean named =
        other.reference().equals(DeviceSettings.AUTO)
            ? settings().driver().equals(SOFTWARE)
            : settings().id().equals(other.reference());
    return named && open != null && !settings().id().equals(other.id());
  }

  /** Whether it is there and is what is wanted now. */
  boolean serves(Wanted now) {
    return open != null
        && settings().equals(now.settings())
        && now.driver() != null
        && Objects.equals(open.driver().plugin(), now.driver().plugin());
  }
}
