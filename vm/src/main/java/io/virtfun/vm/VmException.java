package io.virtfun.vm;

/** Says in one line why a virtual machine cannot be used. */
public final class VmException extends RuntimeException {
  private static final long serialVersionUID = 1;

  VmException(String message) {
    super(message);
  }

  VmException(String message, Throwable cause) {
    super(message, cause);
  }
}
