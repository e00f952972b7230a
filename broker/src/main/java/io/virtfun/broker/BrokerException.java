package io.virtfun.broker;

import java.io.Serial;

/** The broker cannot start; the message says why in one line. */
public final class BrokerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a one-line reason. */
  public BrokerException(String message) {
    super(message);
  }
}
