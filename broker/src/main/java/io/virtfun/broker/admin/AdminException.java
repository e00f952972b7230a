package io.virtfun.broker.admin;

import java.io.Serial;

/** A broker could not be asked. */
public final class AdminException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  AdminException(String message) {
    super(message);
  }
}
