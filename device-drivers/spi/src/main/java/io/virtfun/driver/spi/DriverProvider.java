package io.virtfun.driver.spi;

/**
 * The entry point of a driver, found by {@link java.util.ServiceLoader}: a public class with a
 * public constructor without parameters, named in {@code
 * META-INF/services/io.virtfun.driver.spi.DriverProvider}.
 *
 * <p><b>Thread:</b> called from a worker thread, one call at a time; may block.
 */
public interface DriverProvider {
  /**
   * The driver's name, as configuration's {@code devices[].driver} gives it: lower-case words with
   * hyphens, constant.
   */
  String driver();

  /**
   * Looks whether the device can be opened here. Being unavailable is a normal answer.
   *
   * <p><b>Ownership:</b> leaves nothing open. <b>Errors:</b> {@link IllegalArgumentException} when
   * an option is unknown or its value wrong: {@code options.NAME: VALUE (expected: ...)}.
   */
  Probe probe(DeviceConfig config);

  /**
   * Opens the device that {@link #probe} called available.
   *
   * <p><b>Ownership:</b> the caller closes it; nothing stays open where this throws. <b>Errors:</b>
   * {@link DeviceException} when the device cannot be opened after all, and {@link
   * IllegalArgumentException} as {@link #probe} has it.
   */
  Device open(DeviceConfig config) throws DeviceException;
}
