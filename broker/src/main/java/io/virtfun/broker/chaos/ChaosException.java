package io.virtfun.broker.chaos;

import java.io.Serial;

/** Something was not well, or the run cannot go on; the message is one line that says what. */
final class ChaosException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ChaosException(String message) {
    super(message);
  }
}
