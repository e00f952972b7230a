package io.virtfun.verticles.doorbell;

import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CancellationException;

/** How a guest's thread sleeps: {@code poll(2)} of its event descriptor. */
@SuppressWarnings("restricted")
final class Poll {
  private static final short POLLIN = 1;
  private static final int LOOK_FOR_INTERRUPT_MILLIS = 500;
  private static final MethodHandle POLL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("poll"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT));

  private Poll() {}

  /** Sleeps until the doorbell has been rung, and clears it. */
  static void untilRung(Fd doorbell) {
    while (!isRung(doorbell, LOOK_FOR_INTERRUPT_MILLIS)) {
      if (Thread.interrupted()) {
        throw new CancellationException("nobody rings");
      }
    }
    drain(doorbell);
  }

  /** Whether the doorbell has been rung and not been cleared since. */
  static boolean isRung(Fd doorbell) {
    return isRung(doorbell, 0);
  }

  /** Clears the doorbell; how often it was rung. */
  static long drain(Fd doorbell) {
    try {
      return EventFd.drain(doorbell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRung(Fd doorbell, int timeoutMillis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(8, 4);
      request.set(ValueLayout.JAVA_INT, 0, doorbell.number());
      request.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      return (int) POLL.invokeExact(request, 1L, timeoutMillis) > 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
