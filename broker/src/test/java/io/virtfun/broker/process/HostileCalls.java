package io.virtfun.broker.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.virtfun.shm.linux.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What a hostile process does to descriptors that it shares with the broker.
 *
 * <p><b>Source:</b> fcntl(2), eventfd(2), fallocate(2).
 */
@SuppressWarnings("restricted")
final class HostileCalls {
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int FALLOC_FL_KEEP_SIZE_AND_PUNCH_HOLE = 1 | 2;
  private static final long FULL_COUNT = 0xFFFF_FFFF_FFFF_FFFEL;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle FCNTL =
      bind(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle WRITE =
      bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle READ =
      bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FTRUNCATE =
      bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FALLOCATE =
      bind("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

  private HostileCalls() {}

  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private interface NativeCall {
    long run() throws Throwable;
  }

  private static long call(NativeCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a doorbell blocking for everybody, and fills its count: to write to it would wait. */
  static void fill(Fd doorbell) {
    setBlocking(doorbell, false);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      // What is there already leaves no room for all.
      call(() -> (long) READ.invokeExact(doorbell.number(), count, 8L));
      count.set(JAVA_LONG, 0, FULL_COUNT);
      call(() -> (long) WRITE.invokeExact(doorbell.number(), count, 8L));
    }
    setBlocking(doorbell, true);
  }

  /** Takes a doorbell's count before the host can, and leaves it blocking. */
  static void rob(Fd doorbell) {
    setBlocking(doorbell, false);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      call(() -> (long) READ.invokeExact(doorbell.number(), count, 8L));
    }
    setBlocking(doorbell, true);
  }

  private static void setBlocking(Fd fd, boolean blocking) {
    int flags = (int) call(() -> (int) FCNTL.invokeExact(fd.number(), F_GETFL, 0));
    int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    call(() -> (int) FCNTL.invokeExact(fd.number(), F_SETFL, wanted));
  }

  /** Tries to take the region's memory away, and takes some of its pages. */
  static void tearOut(Fd region, long at, long bytes) {
    call(() -> (int) FTRUNCATE.invokeExact(region.number(), 0L));
    int how = FALLOC_FL_KEEP_SIZE_AND_PUNCH_HOLE;
    call(() -> (int) FALLOCATE.invokeExact(region.number(), how, at, bytes));
  }
}
