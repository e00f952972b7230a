package io.virtfun.driver.opencl;

import java.io.Serial;

/** An OpenCL call that failed; the message names the call and says its code in words. */
final class ClException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int code;

  ClException(String call, int code) {
    super(call + ": " + ClCode.words(code));
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Throws where a code is not success. */
  static void check(String call, int code) {
    if (code != ClCode.SUCCESS) {
      throw new ClException(call, code);
    }
  }
}
