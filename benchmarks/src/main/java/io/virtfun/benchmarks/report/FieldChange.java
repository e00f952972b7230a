package io.virtfun.benchmarks.report;

import io.virtfun.benchmarks.Target;
import io.virtfun.benchmarks.measure.Interval;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A field in two documents.
 *
 * @param direction in which it is to go; null where no target says
 */
record FieldChange(
    String field, Interval before, Interval after, Target.@Nullable Direction direction) {
  /** Changes up to this share of the old value are none. */
  static final double LEAST_SHARE = 0.05;

  /** What a change is. */
  enum Verdict {
    BETTER,
    WORSE,
    /** Within what two runs of the same program differ by. */
    SAME,
    /** Beyond that, and no target says whether this is good. */
    MOVED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The change as a share of the old value. */
  double share() {
    return (after.value() - before.value()) / Math.abs(before.value());
  }

  Verdict verdict() {
    boolean apart = after.low() > before.high() || after.high() < before.low();
    // Nothing is a share of zero.
    boolean large = before.value() == 0 || Math.abs(share()) > LEAST_SHARE;
    if (!apart || !large) {
      return Verdict.SAME;
    }
    if (direction == null) {
      return Verdict.MOVED;
    }
    boolean grown = after.value() > before.value();
    return grown == (direction == Target.Direction.AT_LEAST) ? Verdict.BETTER : Verdict.WORSE;
  }
}
