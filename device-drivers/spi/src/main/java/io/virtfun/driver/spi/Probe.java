package io.virtfun.driver.spi;

/**
 * A driver's answer to whether its device can be opened here, or works now. <b>Thread:</b>
 * immutable.
 */
public sealed interface Probe {
  /**
   * The device is there, and works.
   *
   * @param description one line that names it, for people
   */
  record Available(String description) implements Probe {}

  /**
   * The device is not there, or does not work.
   *
   * @param reason one line that says what is missing and how to get it, or what is wrong
   */
  record Unavailable(String reason) implements Probe {}
}
