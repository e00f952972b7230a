package io.virtfun.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Event descriptors, the kernel object behind a doorbell.
 *
 * <p><b>Source:</b> eventfd(2).
 */
public final class EventFd {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final MemorySegment ONE = one();

  private EventFd() {}

  private static MemorySegment one() {
    MemorySegment one = Arena.global().allocate(ValueLayout.JAVA_LONG);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
    return one.asReadOnly();
  }

  /** A new non-blocking descriptor with an initial count. */
  public static Fd create(int initial) throws LinuxException {
    return Fd.require(Libc.eventfd(initial, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
  }

  /**
   * Adds one to the count. A full count is as good as a signal: somebody has yet to read it.
   *
   * <p>Blocks when the count is full and whoever shares the descriptor made it blocking: towards
   * untrusted peers use {@link DoorbellRinger}.
   */
  public static void signal(Fd fd) throws LinuxException {
    long answer;
    do {
      answer = Libc.write(fd.number(), ONE);
    } while (answer == -Libc.EINTR);
    if (answer < 0 && answer != -Libc.EAGAIN) {
      throw new LinuxException("write to eventfd", (int) -answer);
    }
  }

  /** Takes the count; 0 when there is none. */
  public static long drain(Fd fd) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      long answer = Libc.read(fd.number(), count);
      if (answer < 0 && answer != -Libc.EAGAIN && answer != -Libc.EINTR) {
        throw new LinuxException("read from eventfd", (int) -answer);
      }
      return answer < 0 ? 0 : count.get(ValueLayout.JAVA_LONG, 0);
    }
  }
}
