package io.virtfun.driver.spi;

/**
 * The entry point of a driver, found by {@link java.util.ServiceLoader}.
 *
 * <p><b>Thread:</b> called from a worker thread, one call at a time; may block.
 */
public interface DriverProvider {
  /** The driver's name, as configuration's {@code devices[].driver} gives it. */
  String driver();

  /**
   * Looks whether the device can be opened here. Being unavailable is a normal answer.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} when an option's value is wrong: message
   * names option, value and expectation.
   */
  Probe probe(DeviceConfig config);

  /**
   * Opens the device that {@link #probe} called available.
   *
   * <p><b>Ownership:</b> the caller closes it. <b>Errors:</b> {@link DeviceException} when the
   * device cannot be opened after all.
   */
  Device open(DeviceConfig config) throws DeviceException;
}
