package io.virtfun.verticles.admission;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A limit on units per time, as a generic cell rate algorithm that counts units instead of time, so
 * that nothing is rounded.
 *
 * <p>Time earns units; what is taken is noted beside. While less than the burst is taken ahead of
 * what has been earned, more may be taken, whatever its size. From any time on, what is taken
 * within <i>t</i> seconds is at most the burst, what <i>t</i> earns, and one call. What was not
 * taken in time is not saved up.
 *
 * <p><b>Thread:</b> any; exact also where threads take at once. <b>Units:</b> {@link
 * System#nanoTime()}; a time may be a little older than one that was passed before.
 */
final class Rate {
  private final AtomicLong taken = new AtomicLong();
  private volatile @Nullable Pace pace;

  /** Sets units per second; 0: no limit. What was taken stays taken. <b>Thread:</b> one. */
  void set(long perSecond, long nowNanos) {
    Pace old = pace;
    if (perSecond == 0) {
      pace = null;
    } else {
      long earned = old == null ? taken.get() : old.earned(nowNanos);
      pace = Pace.of(perSecond, nowNanos, earned);
    }
  }

  /** After how long something can be taken; 0: now. */
  long waitNanos(long nowNanos) {
    Pace current = pace;
    if (current == null) {
      return 0;
    }
    long soonest = taken.get() - current.burst() + 1;
    // By difference: the counts may run over.
    return soonest - current.earned(nowNanos) <= 0 ? 0 : current.nanosUntil(soonest, nowNanos);
  }

  /** Takes so many units, or none and answers false. */
  boolean take(long units, long nowNanos) {
    Pace current = pace;
    if (current == null) {
      return true;
    }
    long earned = current.earned(nowNanos);
    long before;
    long base;
    do {
      before = taken.get();
      base = latest(before, earned);
      if (base - earned >= current.burst()) {
        return false;
      }
    } while (!taken.compareAndSet(before, base + units));
    return true;
  }

  /** Takes so many units, also those that have not been earned. */
  void charge(long units, long nowNanos) {
    Pace current = pace;
    if (current != null && units > 0) {
      long earned = current.earned(nowNanos);
      long before;
      do {
        before = taken.get();
      } while (!taken.compareAndSet(before, latest(before, earned) + units));
    }
  }

  /** Undoes a {@link #take}. */
  void giveBack(long units) {
    if (pace != null) {
      taken.addAndGet(-units);
    }
  }

  private static long latest(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
