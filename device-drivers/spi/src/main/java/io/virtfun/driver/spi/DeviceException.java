package io.virtfun.driver.spi;

import java.io.Serial;

/** A device could not be opened; the message says why in one line, which the operator sees. */
public final class DeviceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** With a one-line reason. */
  public DeviceException(String message) {
    super(message);
  }

  /** With a one-line reason and what caused it. */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
