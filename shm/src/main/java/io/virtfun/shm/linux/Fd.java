package io.virtfun.shm.linux;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor that this process owns.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> whoever holds it closes it; closing is idempotent. The
 * number must not be used after closing: the kernel gives it to the next file.
 */
public final class Fd implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

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

  /** Opens a file for reading and writing. <b>Ownership:</b> the caller closes it. */
  public static Fd open(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      return require(
          Libc.open(arena.allocateFrom(path.toString()), O_RDWR | O_CLOEXEC), "open " + path);
    }
  }

  /** Locks the file for this descriptor; false where another one holds the lock. */
  public boolean tryLock() throws LinuxException {
    int answer = Libc.flock(number(), LOCK_EX | LOCK_NB);
    if (answer < 0 && answer != -Libc.EAGAIN) {
      throw new LinuxException("flock", -answer);
    }
    return answer == 0;
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
