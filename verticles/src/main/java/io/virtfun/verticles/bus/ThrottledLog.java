package io.virtfun.verticles.bus;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A log that guests cannot flood: a bounded number of lines per second, with a count of those left
 * out.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class ThrottledLog {
  /** Most lines in one second. */
  public static final int LINES_PER_SECOND = 20;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final System.Logger logger;
  private long secondStartNanos = System.nanoTime();
  private int lines;
  private long leftOut;

  /** Writes to a logger. */
  public ThrottledLog(System.Logger logger) {
    this.logger = logger;
  }

  /** Logs what an operator should look at, or counts it. */
  public void warn(Supplier<String> line) {
    log(System.Logger.Level.WARNING, line);
  }

  /** Logs what is as it should be, or counts it. */
  public void info(Supplier<String> line) {
    log(System.Logger.Level.INFO, line);
  }

  private void log(System.Logger.Level level, Supplier<String> line) {
    long now = System.nanoTime();
    if (now - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = now;
      lines = 0;
    }
    if (lines == LINES_PER_SECOND) {
      leftOut++;
      return;
    }
    lines++;
    String suffix = leftOut > 0 ? " (and " + leftOut + " lines left out before)" : "";
    leftOut = 0;
    logger.log(level, () -> line.get() + suffix);
  }
}
