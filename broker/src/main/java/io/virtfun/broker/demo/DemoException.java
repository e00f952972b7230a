package io.virtfun.broker.demo;

import java.io.Serial;

/** The demo cannot go on; the message is one line that says why. */
public final class DemoException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
