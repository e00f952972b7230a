package io.virtfun.shm.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor that this process owns.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> whoever holds it closes it; closing is idempotent. The
 * number must not be used after closing: the kernel gives it to the next file.
 */
public final class Fd implements AutoCloseable {
  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  Fd(int number) {
    this.number = number;
  }

  /** A descriptor that {@code answer} gave. <b>Errors:</b> when it is a negative error number. */
  static Fd require(int answer, String call) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException(call, -answer);
    }
    return new Fd(answer);
  }

  /** The number. <b>Errors:</b> {@link IllegalStateException} once closed. */
  public int number() {
    if (closed.get()) {
      throw new IllegalStateException("file descriptor " + number + " is closed");
    }
    return number;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.close(number);
    }
  }

  @Override
  public String toString() {
    return "fd " + number + (closed.get() ? " (closed)" : "");
  }
}
