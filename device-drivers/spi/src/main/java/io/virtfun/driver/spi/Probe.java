package io.virtfun.driver.spi;

/** A driver's answer to whether its device can be opened here. */
public sealed interface Probe {
  /**
   * The device is there.
   *
   * @param description one line that names it, for people
   */
  record Available(String description) implements Probe {}

  /**
   * The device is not there.
   *
   * @param reason one line that says what is missing and how to get it
   */
  record Unavailable(String reason) implements Probe {}
}
