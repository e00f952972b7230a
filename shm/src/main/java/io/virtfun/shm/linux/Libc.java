package io.virtfun.shm.linux;

import static io.virtfun.shm.linux.NativeCalls.bind;
import static io.virtfun.shm.linux.NativeCalls.bindLong;
import static io.virtfun.shm.linux.NativeCalls.bindVariadic;
import static io.virtfun.shm.linux.NativeCalls.callState;
import static io.virtfun.shm.linux.NativeCalls.result;
import static io.virtfun.shm.linux.NativeCalls.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library, bound as it stands: a negative answer is {@code -errno}.
 *
 * <p><b>Thread:</b> any. <b>Source:</b> the manual pages of section 2.
 */
@SuppressWarnings("restricted")
final class Libc {
  static final int EAGAIN = 11;
  static final int EINTR = 4;

  private static final MethodHandle CLOSE = bind("close", JAVA_INT);
  private static final MethodHandle CONNECT = bind("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle FLOCK = bind("flock", JAVA_INT, JAVA_INT);
  private static final MethodHandle FTRUNCATE = bind("ftruncate", JAVA_INT, JAVA_LONG);
  private static final MethodHandle MEMFD_CREATE = bind("memfd_create", ADDRESS, JAVA_INT);
  private static final MethodHandle LSEEK = bindLong("lseek", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle MUNMAP = bind("munmap", ADDRESS, JAVA_LONG);
  private static final MethodHandle PREAD =
      bindLong("pread", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PWRITE =
      bindLong("pwrite", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle READ = bindLong("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle RECVMSG = bindLong("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMSG = bindLong("sendmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE = bindLong("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle FCNTL =
      bindVariadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      bindVariadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle OPEN = bindVariadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle MMAP =
      bindLong("mmap", ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SYSCALL =
      bindVariadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle STRERROR = NativeCalls.bindPlain("strerror", ADDRESS, JAVA_INT);

  private Libc() {}

  static int close(int fd) {
    try {
      MemorySegment state = callState();
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int connect(int fd, MemorySegment address, int addressBytes) {
    try {
      MemorySegment state = callState();
      return result((int) CONNECT.invokeExact(state, fd, address, addressBytes), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int eventfd(int initial, int flags) {
    try {
      MemorySegment state = callState();
      return result((int) EVENTFD.invokeExact(state, initial, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fcntl(int fd, int command, int argument) {
    try {
      MemorySegment state = callState();
      return result((int) FCNTL.invokeExact(state, fd, command, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int flock(int fd, int operation) {
    try {
      MemorySegment state = callState();
      return result((int) FLOCK.invokeExact(state, fd, operation), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ftruncate(int fd, long sizeBytes) {
    try {
      MemorySegment state = callState();
      return result((int) FTRUNCATE.invokeExact(state, fd, sizeBytes), state);
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

  static long lseek(int fd, long offset, int whence) {
    try {
      MemorySegment state = callState();
      return result((long) LSEEK.invokeExact(state, fd, offset, whence), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int memfdCreate(MemorySegment name, int flags) {
    try {
      MemorySegment state = callState();
      return result((int) MEMFD_CREATE.invokeExact(state, name, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Maps a part of a file; the address, or {@code -errno}. */
  static long mmap(long sizeBytes, int protection, int flags, int fd, long offset) {
    try {
      MemorySegment state = callState();
      long address =
          (long)
              MMAP.invokeExact(state, MemorySegment.NULL, sizeBytes, protection, flags, fd, offset);
      return result(address, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int munmap(MemorySegment mapping) {
    try {
      MemorySegment state = callState();
      return result((int) MUNMAP.invokeExact(state, mapping, mapping.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int open(MemorySegment path, int flags) {
    try {
      MemorySegment state = callState();
      return result((int) OPEN.invokeExact(state, path, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pread(int fd, MemorySegment buffer, long offset) {
    try {
      MemorySegment state = callState();
      return result((long) PREAD.invokeExact(state, fd, buffer, buffer.byteSize(), offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pwrite(int fd, MemorySegment buffer, long offset) {
    try {
      MemorySegment state = callState();
      return result((long) PWRITE.invokeExact(state, fd, buffer, buffer.byteSize(), offset), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long read(int fd, MemorySegment buffer) {
    try {
      MemorySegment state = callState();
      return result((long) READ.invokeExact(state, fd, buffer, buffer.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long recvmsg(int fd, MemorySegment header, int flags) {
    try {
      MemorySegment state = callState();
      return result((long) RECVMSG.invokeExact(state, fd, header, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long sendmsg(int fd, MemorySegment header, int flags) {
    try {
      MemorySegment state = callState();
      return result((long) SENDMSG.invokeExact(state, fd, header, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = callState();
      return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long write(int fd, MemorySegment buffer) {
    try {
      MemorySegment state = callState();
      return result((long) WRITE.invokeExact(state, fd, buffer, buffer.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Any system call by number, with up to five arguments. */
  static long syscall(long number, long a, long b, long c, long d, long e) {
    try {
      MemorySegment state = callState();
      return result((long) SYSCALL.invokeExact(state, number, a, b, c, d, e), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static String describe(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
