package io.virtfun.shm;

import java.time.Duration;

/**
 * How long a consumer looks for what it waits for before it asks to be rung and sleeps.
 *
 * @param most longest look since the last event
 * @param adapts whether looks follow the gaps between events of late; else each is {@code most}
 *     long
 * @param cpuShare how much of a thread's time looking in vain may take, in 0..1; with less left it
 *     sleeps at once
 */
public record Polling(Duration most, boolean adapts, double cpuShare) {
  private static final Duration DEFAULT_MOST = Duration.ofNanos(200_000);
  private static final Duration MAX_MOST = Duration.ofHours(1);

  /** Checks all. <b>Errors:</b> {@link IllegalArgumentException} names value and expectation. */
  public Polling {
    if (most.isNegative() || most.compareTo(MAX_MOST) > 0) {
      throw new IllegalArgumentException("polling: " + most + " (expected: 0..1 h)");
    }
    if (!(cpuShare >= 0 && cpuShare <= 1)) {
      throw new IllegalArgumentException("polling: share " + cpuShare + " (expected: 0..1)");
    }
  }

  /** Looks while that pays, as lately observed; the default. */
  public static Polling adaptive() {
    return new Polling(DEFAULT_MOST, true, 1);
  }

  /** Always looks for the same time. */
  public static Polling fixed(Duration time) {
    return new Polling(time, false, 1);
  }

  /** Sleeps at once: least processor time, most latency. */
  public static Polling sleeping() {
    return fixed(Duration.ZERO);
  }

  /** Looks for as long as anything is expected: least latency, a processor for each thread. */
  public static Polling spinning() {
    return fixed(MAX_MOST);
  }

  /** The same with another {@link #most()}. */
  public Polling withMost(Duration time) {
    return new Polling(time, adapts, cpuShare);
  }

  /** The same with another {@link #cpuShare()}. */
  public Polling withCpuShare(double share) {
    return new Polling(most, adapts, share);
  }
}
