package io.virtfun.verticles.bus;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A log that hostile input cannot flood: at most one line per second, with a count of those left
 * out.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class ThrottledLog {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final System.Logger logger;
  private long lastNanos = System.nanoTime() - INTERVAL_NANOS;
  private long leftOut;

  /** Writes to a logger. */
  public ThrottledLog(System.Logger logger) {
    this.logger = logger;
  }

  /** Logs a warning, or counts it. */
  public void warn(Supplier<String> line) {
    long now = System.nanoTime();
    if (now - lastNanos < INTERVAL_NANOS) {
      leftOut++;
      return;
    }
    String suffix = leftOut > 0 ? " (and " + leftOut + " lines left out)" : "";
    lastNanos = now;
    leftOut = 0;
    logger.log(System.Logger.Level.WARNING, () -> line.get() + suffix);
  }
}
