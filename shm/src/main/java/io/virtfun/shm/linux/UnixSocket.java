package io.virtfun.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Client side of a Unix domain stream socket.
 *
 * <p><b>Source:</b> unix(7).
 */
public final class UnixSocket {
  /** Longest path in bytes: {@code sun_path} less its terminating zero. */
  public static final int MAX_PATH_BYTES = 107;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;

  private UnixSocket() {}

  /**
   * Connects without blocking: a Unix domain connection is made at once or refused at once.
   *
   * <p><b>Ownership:</b> the caller closes the descriptor, which is non-blocking. <b>Errors:</b>
   * {@link IllegalArgumentException} for a path over {@link #MAX_PATH_BYTES}.
   */
  public static Fd connect(Path path) throws LinuxException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          path + ": " + name.length + " bytes (expected: at most " + MAX_PATH_BYTES + ")");
    }
    Fd fd =
        Fd.require(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(110, 8);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      int answer = Libc.connect(fd.number(), address, 2 + name.length + 1);
      if (answer < 0) {
        fd.close();
        throw new LinuxException("connect to " + path, -answer);
      }
      return fd;
    }
  }
}
