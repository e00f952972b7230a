package io.virtfun.shm;

/**
 * When it pays to look for the next event of one queue.
 *
 * <p>An event is awaited either after another one or after something this side did itself, such as
 * answering; the two kinds of gap are smoothed apart. Where the gap is expected within the longest
 * look, the look lasts four gaps, and at least what a wake-up costs; where it is expected later,
 * looking would be in vain.
 *
 * <p>Gaps are smoothed with a weight of a quarter for the newest, and count for three longest looks
 * at most: one silence between short gaps does not end the looks, and after a long one some four
 * short gaps suffice to look again.
 *
 * <p>Where events come regularly but later than the longest look, one can be anticipated: after
 * sleeping for most of the gap, a look from shortly before the event spares its wake-up.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class PollHorizon {
  /** What a wake-up costs both sides; looking for less long would save nothing. */
  static final long WAKE_UP_NANOS = 50_000;

  private static final long IMMINENT_NANOS = 12_000;

  /**
   * How long before the event to wake up, at least: the kernel is that late, and a processor slow.
   */
  static final long LEAD_NANOS = 150_000;

  /** {@link #anticipationNanos}: there is nothing to anticipate. */
  public static final long NONE = -1;

  private static final long LEAST_STEP_NANOS = 1_000;
  private static final long LONGEST_GAP_NANOS = 1_000_000_000;
  private static final int AFTER_EVENT = 0;
  private static final int AFTER_OWN = 1;
  private static final int GAPS = 4;
  private static final int LONGEST_LOOKS = 3;

  private final long mostNanos;
  private final boolean adapts;
  private final long[] gapNanos = new long[2];
  private final long[] wholeGapNanos = new long[2];
  private final long[] deviationNanos = new long[2];
  private int kind;
  private int wakeUps;
  private long sinceNanos;
  private long untilNanos;

  /** Expects the next event at once. */
  public PollHorizon(Polling polling, long nowNanos) {
    mostNanos = polling.most().toNanos();
    adapts = polling.adapts();
    await(AFTER_EVENT, nowNanos);
  }

  /** This side was or is to be woken, or woke the other: the gap is longer by that. */
  public void woke() {
    wakeUps++;
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

  /**
   * Whether the event is due within less time than it takes to hand the processor over: whoever
   * brings it has one.
   */
  public boolean isImminent() {
    return gapNanos[kind] > 0 && gapNanos[kind] < IMMINENT_NANOS;
  }

  /** After how long to wake up and look for a regular event, or {@link #NONE}. */
  public long anticipationNanos(long nowNanos) {
    boolean regular = 2 * deviationNanos[kind] <= mostNanos;
    if (!adapts || wholeGapNanos[kind] <= mostNanos || !regular) {
      return NONE;
    }
    long delay = sinceNanos + wholeGapNanos[kind] - lead() - nowNanos;
    return delay > 0 ? delay : NONE;
  }

  private long lead() {
    return LEAD_NANOS + 2 * deviationNanos[kind];
  }

  /** It woke up for a regular event. */
  public void anticipates(long nowNanos) {
    untilNanos = nowNanos + lead() + mostNanos;
  }

  private void learn(long waited) {
    // Were both awake, it would have come sooner.
    long capped = Math.clamp(waited - wakeUps * WAKE_UP_NANOS, 0, LONGEST_LOOKS * mostNanos);
    gapNanos[kind] += (capped - gapNanos[kind]) / GAPS;
    anticipateAfter(Math.clamp(waited, 0, LONGEST_GAP_NANOS));
  }

  private void anticipateAfter(long waited) {
    long gap = wholeGapNanos[kind] == 0 ? waited : wholeGapNanos[kind];
    // One straggler does not make the others late, nor irregular; every other one does.
    long difference = Math.clamp(waited - gap, -gap / 2, Math.max(gap / 8, LEAST_STEP_NANOS));
    long deviation = Math.min(Math.abs(waited - gap), mostNanos);
    wholeGapNanos[kind] = gap + difference / GAPS;
    deviationNanos[kind] += (deviation - deviationNanos[kind]) / GAPS;
  }

  private void await(int after, long nowNanos) {
    kind = after;
    wakeUps = 0;
    sinceNanos = nowNanos;
    untilNanos = nowNanos + (adapts ? adapted(gapNanos[after]) : mostNanos);
  }

  private long adapted(long expected) {
    return expected > mostNanos ? 0 : Math.min(mostNanos, Math.max(GAPS * expected, WAKE_UP_NANOS));
  }
}
