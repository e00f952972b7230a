package io.virtfun.vm.image;

/** There is no kernel on this host and none that it can download. */
public final class NoKernelException extends ImageException {
  private static final long serialVersionUID = 1;

  NoKernelException(String message, Throwable cause) {
    super(message, cause);
  }
}
