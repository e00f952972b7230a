package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library, bound as it stands: a negative answer is {@code -errno}.
 *
 * <p><b>Thread:</b> any. <b>Source:</b> the manual pages of section 2.
 */
@SuppressWarnings("restricted")
final class Libc {
  static final int EAGAIN = 11;
  static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

  private static final MethodHandle CLOSE = bind("close", JAVA_INT);
  private static final MethodHandle CONNECT = bind("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle FTRUNCATE = bind("ftruncate", JAVA_INT, JAVA_LONG);
  private static final MethodHandle MEMFD_CREATE = bind("memfd_create", ADDRESS, JAVA_INT);
  private static final MethodHandle LSEEK = bindLong("lseek", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle MUNMAP = bind("munmap", ADDRESS, JAVA_LONG);
  private static final MethodHandle READ = bindLong("read", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle RECVMSG = bindLong("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMSG = bindLong("sendmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE = bindLong("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          CAPTURE);
  private static final MethodHandle MMAP =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("mmap"),
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          CAPTURE);
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          CAPTURE);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  private static MethodHandle bind(String name, java.lang.foreign.MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments), CAPTURE);
  }

  private static MethodHandle bindLong(String name, java.lang.foreign.MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments), CAPTURE);
  }

  static int close(int fd) {
    try {
      MemorySegment state = STATE.get();
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int connect(int fd, MemorySegment address, int addressBytes) {
    try {
      MemorySegment state = STATE.get();
      return result((int) CONNECT.invokeExact(state, fd, address, addressBytes), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int eventfd(int initial, int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((int) EVENTFD.invokeExact(state, initial, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fcntl(int fd, int command, int argument) {
    try {
      MemorySegment state = STATE.get();
      return result((int) FCNTL.invokeExact(state, fd, command, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ftruncate(int fd, long sizeBytes) {
    try {
      MemorySegment state = STATE.get();
      return result((int) FTRUNCATE.invokeExact(state, fd, sizeBytes), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long lseek(int fd, long offset, int whence) {
    try {
      MemorySegment state = STATE.get();
      return result((long) LSEEK.invokeExact(state, fd, offset, whence), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int memfdCreate(MemorySegment name, int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((int) MEMFD_CREATE.invokeExact(state, name, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Maps a file from its start; the address, or {@code -errno}. */
  static long mmap(long sizeBytes, int protection, int flags, int fd) {
    try {
      MemorySegment state = STATE.get();
      long address =
          (long) MMAP.invokeExact(state, MemorySegment.NULL, sizeBytes, protection, flags, fd, 0L);
      return result(address, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int munmap(MemorySegment mapping) {
    try {
      MemorySegment state = STATE.get();
      return result((int) MUNMAP.invokeExact(state, mapping, mapping.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long read(int fd, MemorySegment buffer) {
    try {
      MemorySegment state = STATE.get();
      return result((long) READ.invokeExact(state, fd, buffer, buffer.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long recvmsg(int fd, MemorySegment header, int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((long) RECVMSG.invokeExact(state, fd, header, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long sendmsg(int fd, MemorySegment header, int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((long) SENDMSG.invokeExact(state, fd, header, flags), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long write(int fd, MemorySegment buffer) {
    try {
      MemorySegment state = STATE.get();
      return result((long) WRITE.invokeExact(state, fd, buffer, buffer.byteSize()), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Any system call by number, with up to five arguments. */
  static long syscall(long number, long a, long b, long c, long d, long e) {
    try {
      MemorySegment state = STATE.get();
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

  private static int result(int answer, MemorySegment state) {
    return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
  }

  private static long result(long answer, MemorySegment state) {
    return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
  }

  private static IllegalStateException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    return new IllegalStateException(e);
  }
}
