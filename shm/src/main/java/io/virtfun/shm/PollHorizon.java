package io.virtfun.shm;

/**
 * Until when it pays to look for the next event of one queue.
 *
 * <p>An event is awaited either after another one or after something this side did itself, such as
 * answering; the two kinds of gap are smoothed apart. Where the gap is expected within the longest
 * look, the look lasts four gaps, and at least what a wake-up costs; where it is expected later,
 * looking would be in vain.
 *
 * <p>Gaps are smoothed with a weight of a quarter for the newest, and count for four longest looks
 * at most, so that some six short gaps after a long silence suffice to look again.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class PollHorizon {
  /** What a wake-up costs both sides; looking for less long would save nothing. */
  static final long WAKE_UP_NANOS = 50_000;

  private static final int AFTER_EVENT = 0;
  private static final int AFTER_OWN = 1;
  private static final int GAPS = 4;

  private final long mostNanos;
  private final boolean adapts;
  private final long[] gapNanos = new long[2];
  private int kind;
  private long sinceNanos;
  private long untilNanos;

  /** Expects the next event at once. */
  public PollHorizon(Polling polling, long nowNanos) {
    mostNanos = polling.most().toNanos();
    adapts = polling.adapts();
    await(AFTER_EVENT, nowNanos);
  }

  /** The event has come; the next one is awaited. */
  public void came(long nowNanos) {
    learn(nowNanos - sinceNanos);
    await(AFTER_EVENT, nowNanos);
  }

  /** This side did something after which the event is awaited. */
  public void acted(long nowNanos) {
    long waited = nowNanos - sinceNanos;
    if (waited > gapNanos[kind]) {
      // It has not come, so the gap is longer than that.
      learn(waited);
    }
    await(AFTER_OWN, nowNanos);
  }

  /** Whether to look on. */
  public boolean looks(long nowNanos) {
    return nowNanos - untilNanos < 0;
  }

  private void learn(long waited) {
    long capped = Math.clamp(waited, 0, GAPS * mostNanos);
    gapNanos[kind] += (capped - gapNanos[kind]) / GAPS;
  }

  private void await(int after, long nowNanos) {
    kind = after;
    sinceNanos = nowNanos;
    untilNanos = nowNanos + (adapts ? adapted(gapNanos[after]) : mostNanos);
  }

  private long adapted(long expected) {
    return expected > mostNanos ? 0 : Math.min(mostNanos, Math.max(GAPS * expected, WAKE_UP_NANOS));
  }
}
