package io.virtfun.verticles.routing;

/**
 * A device as lanes see it.
 *
 * @param number what receipts carry, from 1
 * @param id what configuration calls it
 * @param window calls one lane may have there at a time
 * @param standing whether it gets calls now
 */
public record DeviceRoute(int number, String id, int window, Standing standing) {
  /** A device that serves. */
  public DeviceRoute(int number, String id, int window) {
    this(number, id, window, new Standing());
  }
}
