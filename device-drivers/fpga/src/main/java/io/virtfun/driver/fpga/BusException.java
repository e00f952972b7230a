package io.virtfun.driver.fpga;

import java.io.Serial;

/** The way to the device failed; the message says what in one line. */
final class BusException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BusException(String message) {
    super(message);
  }

  BusException(String message, Throwable cause) {
    super(message, cause);
  }
}
