package io.virtfun.driver.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's calls that device and runner make.
 *
 * <p><b>Thread:</b> any. <b>Errors:</b> {@link IOException} names the call.
 */
@SuppressWarnings("restricted")
final class LinuxCalls {
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle MEMFD_CREATE =
      bind("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle DUP2 =
      bind("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SIGNAL =
      bind("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
  private static final MethodHandle PRCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("prctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle MMAP =
      bind(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle DLOPEN =
      bind("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle DLSYM =
      bind("dlsym", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle DLERROR = bind("dlerror", FunctionDescriptor.of(ADDRESS));

  private static final int MAX_TEXT_BYTES = 1024;
  private static final int PR_SET_DUMPABLE = 4;
  private static final long SIG_IGN = 1;

  /** SIG_ERR and MAP_FAILED. */
  private static final long FAILED = -1;

  private LinuxCalls() {}

  private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  static int memfdCreate(String name, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return checked(
          "memfd_create", (int) MEMFD_CREATE.invokeExact(arena.allocateFrom(name), flags));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void ftruncate(int fd, long sizeBytes) throws IOException {
    try {
      checked("ftruncate", (int) FTRUNCATE.invokeExact(fd, sizeBytes));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void fcntl(int fd, int command, int argument) throws IOException {
    try {
      checked("fcntl", (int) FCNTL.invokeExact(fd, command, argument));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void close(int fd) throws IOException {
    try {
      checked("close", (int) CLOSE.invokeExact(fd));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void dup2(int from, int to) throws IOException {
    try {
      checked("dup2", (int) DUP2.invokeExact(from, to));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Has the process ignore a signal. */
  static void ignore(int signal) throws IOException {
    try {
      long before = (long) SIGNAL.invokeExact(signal, SIG_IGN);
      if (before == FAILED) {
        throw new IOException("signal failed");
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Has the kernel write no dump of the process when it crashes. */
  static void forbidDumps() throws IOException {
    final long no = 0;
    try {
      checked("prctl", (int) PRCTL.invokeExact(PR_SET_DUMPABLE, no));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static int open(String path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return checked("open " + path, (int) OPEN.invokeExact(arena.allocateFrom(path), flags));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Maps memory at an address, or anywhere for 0; the address. */
  static long mmap(long at, long sizeBytes, int protection, int flags, int fd, long offset)
      throws IOException {
    try {
      long address = (long) MMAP.invokeExact(at, sizeBytes, protection, flags, fd, offset);
      if (address == FAILED) {
        throw new IOException("mmap of " + sizeBytes + " bytes failed");
      }
      return address;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Loads a library and finds a symbol in it; the linker says what is wrong. */
  static MemorySegment symbol(String library, int flags, String symbol) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = (MemorySegment) DLOPEN.invokeExact(arena.allocateFrom(library), flags);
      if (handle.address() == 0) {
        throw new IOException(linkerError());
      }
      MemorySegment found = (MemorySegment) DLSYM.invokeExact(handle, arena.allocateFrom(symbol));
      if (found.address() == 0) {
        throw new IOException(linkerError());
      }
      return found;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static String linkerError() throws Throwable {
    MemorySegment text = (MemorySegment) DLERROR.invokeExact();
    return text.address() == 0
        ? "the symbol is null"
        : text.reinterpret(MAX_TEXT_BYTES).getString(0);
  }

  /** Memory at an address. */
  static MemorySegment at(long address, long sizeBytes) {
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes);
  }

  /** A function at an address. */
  static MethodHandle function(MemorySegment address, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(address, descriptor);
  }

  private static int checked(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed");
    }
    return result;
  }

  private static IOException failure(Throwable e) {
    return e instanceof IOException known ? known : new IOException(e.toString(), e);
  }
}
