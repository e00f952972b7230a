package io.virtfun.driver.fpga;

import static io.virtfun.driver.fpga.NativeCalls.bind;
import static io.virtfun.driver.fpga.NativeCalls.bindLong;
import static io.virtfun.driver.fpga.NativeCalls.bindVariadic;
import static io.virtfun.driver.fpga.NativeCalls.callState;
import static io.virtfun.driver.fpga.NativeCalls.result;
import static io.virtfun.driver.fpga.NativeCalls.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The C library, bound as it stands: a negative answer is {@code -errno}.
 *
 * <p><b>Thread:</b> any. <b>Source:</b> the manual pages of section 2.
 */
@SuppressWarnings("restricted")
final class Libc {
  static final int EINTR = 4;
  static final int O_RDWR_CLOEXEC = 2 | 0x80000;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED = 1;

  private static final MethodHandle CLOSE = bind("close", JAVA_INT);
  private static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = bindLong("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = bindLong("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle PREAD =
      bindLong("pread", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PWRITE =
      bindLong("pwrite", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle OPEN = bindVariadic("open", 2, ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL = bindVariadic("ioctl", 2, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle MUNMAP = bind("munmap", ADDRESS, JAVA_LONG);
  private static final MethodHandle MMAP =
      bindLong("mmap", ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);

  private Libc() {}

  /** Closes a descriptor; what it answers changes nothing, the descriptor is gone. */
  static void close(int fd) {
    try {
      MemorySegment state = callState();
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** An event descriptor that counts from 0 and is not inherited. */
  static int eventfd() {
    try {
      MemorySegment state = callState();
      return result((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long read(int fd, MemorySegment into) {
    try {
      MemorySegment state = callState();
      return result((long) READ.invokeExact(state, fd, into, into.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long write(int fd, MemorySegment from) {
    try {
      MemorySegment state = callState();
      return result((long) WRITE.invokeExact(state, fd, from, from.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pread(int fd, MemorySegment into, long offset) {
    try {
      MemorySegment state = callState();
      return result((long) PREAD.invokeExact(state, fd, into, into.byteSize(), offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pwrite(int fd, MemorySegment from, long offset) {
    try {
      MemorySegment state = callState();
      return result((long) PWRITE.invokeExact(state, fd, from, from.byteSize(), offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Opens a file for reading and writing, not inherited. */
  static int open(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = callState();
      MemorySegment name = arena.allocateFrom(path.toString());
      return result((int) OPEN.invokeExact(state, name, O_RDWR_CLOEXEC), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      MemorySegment state = callState();
      return result((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Maps a part of a file shared, for reading and writing.
   *
   * <p><b>Ownership:</b> unmapped when the arena closes. <b>Errors:</b> {@link BusException}.
   */
  static MemorySegment map(int fd, long offset, long sizeBytes, Arena arena) throws BusException {
    long address = mmap(fd, offset, sizeBytes);
    if (address < 0 && address > -4096) {
      throw new BusException("mmap of %d bytes: error %d".formatted(sizeBytes, -address));
    }
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes, arena, Libc::munmap);
  }

  private static long mmap(int fd, long offset, long sizeBytes) {
    try {
      MemorySegment state = callState();
      return result(
          (long)
              MMAP.invokeExact(
                  state, MemorySegment.NULL, sizeBytes, PROT_READ_WRITE, MAP_SHARED, fd, offset),
          state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void munmap(MemorySegment mapped) {
    try {
      MemorySegment state = callState();
      int ignored = (int) MUNMAP.invokeExact(state, mapped, mapped.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
