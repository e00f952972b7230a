package io.virtfun.driver.fpga;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An event descriptor that the device signals when it has something to say, and other threads to
 * wake the one that waits.
 *
 * <p><b>Thread:</b> {@link #signal} any; {@link #await} one. <b>Ownership:</b> whoever opened it
 * closes it, after the device and the wait have ended; signals that come later are ignored.
 * <b>Source:</b> eventfd(2).
 */
final class Events implements AutoCloseable {
  private final int fd;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
  private boolean closed;

  private Events(int fd) {
    this.fd = fd;
  }

  static Events open() throws BusException {
    int fd = Libc.eventfd();
    if (fd < 0) {
      throw new BusException("eventfd: error " + -fd);
    }
    return new Events(fd);
  }

  int fd() {
    return fd;
  }

  /** Ends one wait, the present one or the next. */
  synchronized void signal() {
    if (!closed) {
      // Fails only where the count is full, and then a signal is there.
      long ignored = Libc.write(fd, one);
    }
  }

  /** Waits for a signal; takes all there are. */
  void await() {
    long answer;
    do {
      answer = Libc.read(fd, count);
    } while (answer == -Libc.EINTR);
    if (answer < 0) {
      throw new IllegalStateException("read of an eventfd: error " + -answer);
    }
  }

  /** Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
