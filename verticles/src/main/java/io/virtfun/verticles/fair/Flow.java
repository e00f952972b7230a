package io.virtfun.verticles.fair;

/**
 * The account of one share in one class: what it was charged, over its weight.
 *
 * <p>The clock shows whole nanoseconds; the remainder is carried, so any number of calls rounds by
 * less than one.
 */
class Flow {
  static final int NOT_QUEUED = -1;

  private int weight;
  private long clockNanos;
  private long remainder;
  private long turn;
  private int running;
  private int position = NOT_QUEUED;

  Flow(int weight) {
    this.weight = weight;
  }

  /** Whether it goes before another: the lower clock, then the one that has waited for longer. */
  boolean isBefore(Flow other) {
    return clockNanos == other.clockNanos ? turn < other.turn : clockNanos < other.clockNanos;
  }

  /** Sets the clock forward, never back. */
  void raise(long nanos) {
    if (clockNanos < nanos) {
      clockNanos = nanos;
      remainder = 0;
    }
  }

  /** Charges what a call may cost; the number of the start breaks later ties. */
  void begin(long number, long estimateNanos) {
    turn = number;
    running++;
    charge(estimateNanos, weight);
  }

  /** Corrects the charge of a call that began under the given weight. */
  void finish(long correctionNanos, int thatWeight) {
    running--;
    charge(correctionNanos, thatWeight);
  }

  private void charge(long nanos, int thatWeight) {
    long own = thatWeight == weight ? nanos : Math.floorDiv(nanos * weight, thatWeight);
    long sum = own + remainder;
    clockNanos += Math.floorDiv(sum, weight);
    remainder = Math.floorMod(sum, weight);
  }

  /** Charges calls that begin from now on by another weight. */
  void weight(int now) {
    remainder = remainder * now / weight;
    weight = now;
  }

  int weight() {
    return weight;
  }

  long clockNanos() {
    return clockNanos;
  }

  /** Calls that began and have not finished. */
  int running() {
    return running;
  }

  /** Index among its queued siblings, or {@link #NOT_QUEUED}. */
  int position() {
    return position;
  }

  void position(int index) {
    position = index;
  }
}
