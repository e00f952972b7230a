package io.virtfun.verticles.health;

import java.time.Duration;

/**
 * When a device is put into quarantine, and when it is tried again.
 *
 * @param mostFailures calls that fail one after another before something is done about it, at least
 *     1
 * @param firstPause from the quarantine to the first probe; doubled after each probe that fails
 * @param longestPause between two probes
 * @param leastLimit how long any call may run, however short its like are
 * @param limitFactor how many times as long as its like a call may run, at least 1
 * @param unknownLimit how long a call may run whose like has not run before
 */
public record HealthSettings(
    int mostFailures,
    Duration firstPause,
    Duration longestPause,
    Duration leastLimit,
    int limitFactor,
    Duration unknownLimit) {
  /**
   * Three failures, probes after one second to one minute, calls of half a minute or of 100 times.
   * What a call takes goes by its arguments too, so a limit that is near stops good ones.
   */
  public static final HealthSettings DEFAULT =
      new HealthSettings(
          3,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          100,
          Duration.ofMinutes(10));

  public HealthSettings {
    requireAtLeastOne("mostFailures", mostFailures);
    requireAtLeastOne("limitFactor", limitFactor);
    requirePositive("firstPause", firstPause);
    requirePositive("leastLimit", leastLimit);
    requirePositive("unknownLimit", unknownLimit);
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "longestPause: %s (expected: at least %s)".formatted(longestPause, firstPause));
    }
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }

  /**
   * How long a call may run before it is told to stop.
   *
   * @param estimateNanos what its like took; 0: unknown
   */
  public long limitNanos(long estimateNanos) {
    if (estimateNanos == 0) {
      return unknownLimit.toNanos();
    }
    long least = leastLimit.toNanos();
    if (estimateNanos > Long.MAX_VALUE / limitFactor) {
      return Long.MAX_VALUE;
    }
    return Math.max(least, estimateNanos * limitFactor);
  }
}
