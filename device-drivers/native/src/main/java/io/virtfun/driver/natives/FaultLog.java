package io.virtfun.driver.natives;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The lines about calls that failed: at most one a second, which counts those before it.
 *
 * <p><b>Thread:</b> any.
 */
final class FaultLog {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String device;
  private final LongSupplier clock;
  private final Consumer<String> lines;
  private boolean wrote;
  private long lastNanos;
  private long left;

  FaultLog(String device, LongSupplier clock, Consumer<String> lines) {
    this.device = device;
    this.clock = clock;
    this.lines = lines;
  }

  /** Says why a call failed, or counts it. */
  void failed(String function, String reason) {
    long before;
    synchronized (this) {
      long nowNanos = clock.getAsLong();
      if (wrote && nowNanos - lastNanos < PAUSE_NANOS) {
        left++;
        return;
      }
      wrote = true;
      lastNanos = nowNanos;
      before = left;
      left = 0;
    }
    String more = before == 0 ? "" : ", and " + before + " calls before";
    lines.accept("device " + device + ": " + function + " failed: " + reason + more);
  }
}
