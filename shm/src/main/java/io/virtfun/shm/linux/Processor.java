package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.MethodHandle;

/**
 * The processor that a thread runs on.
 *
 * <p><b>Source:</b> sched_yield(2).
 */
@SuppressWarnings("restricted")
public final class Processor {
  private static final MethodHandle SCHED_YIELD = NativeCalls.bindPlain("sched_yield", JAVA_INT);

  private Processor() {}

  /**
   * Lets another thread have the processor first, where one waits for it. The kernel often wakes a
   * thread on the processor of the one that wakes it, where it would wait while that one looks for
   * its answer.
   */
  public static void yieldToWaiting() {
    try {
      // It cannot fail on Linux.
      int _ = (int) SCHED_YIELD.invokeExact();
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }
}
