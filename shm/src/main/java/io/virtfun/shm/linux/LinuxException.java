package io.virtfun.shm.linux;

import java.io.IOException;
import java.io.Serial;

/** A system call failed; the message names the call, what it was for, and the error. */
public final class LinuxException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int errno;

  LinuxException(String call, int errno) {
    super(call + ": " + Libc.describe(errno) + " (errno " + errno + ")");
    this.errno = errno;
  }

  /** The error number. */
  public int errno() {
    return errno;
  }
}
