package io.virtfun.benchmarks.side;

import java.lang.management.ManagementFactory;

/**
 * What a process has used since its start, or between two moments.
 *
 * <p><b>Units:</b> nanoseconds of processor time, user and system together; bytes allocated on the
 * heap by its Java threads, of which a process without a heap tells none.
 */
public record Usage(long cpuNanos, long allocatedBytes) {
  /** Nothing used. */
  public static final Usage NONE = new Usage(0, 0);

  private static final com.sun.management.ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

  /** Of this process, until now. */
  static Usage now() {
    return new Usage(ProcessClock.nanos(), THREADS.getTotalThreadAllocatedBytes());
  }

  /** What was used since another moment. */
  Usage since(Usage before) {
    return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
  }
}
