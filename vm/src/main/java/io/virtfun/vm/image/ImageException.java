package io.virtfun.vm.image;

/** Says in one line why there is no guest image. */
public class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
