package io.virtfun.verticles.fair;

import java.util.Arrays;

/**
 * What one function's calls cost on one device, learned by size of input.
 *
 * <p>Sizes fall into 64 classes, by powers of two. Each holds a moving average with a weight of one
 * eighth. A class of which nothing is known lies on the line between its neighbours that are;
 * beyond those it costs as the nearest.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> nanoseconds of device time.
 */
public final class CostEstimates {
  private static final int SIZE_CLASSES = 64;
  private static final int AVERAGE_SHIFT = 3;

  // The average times eight, so that small differences are not lost; 0 when nothing is known.
  private final long[] eightfold = new long[SIZE_CLASSES];
  private final byte[] times = new byte[SIZE_CLASSES];
  // Bit i says that something is known of class i.
  private long known;
  // Bit i says that what is known of class i may have become less.
  private long doubted;

  /** What a call is likely to cost; 0 when nothing is known. */
  public long nanos(long inputBytes) {
    int wanted = sizeClass(inputBytes);
    long below = known & (-1L >>> (SIZE_CLASSES - 1 - wanted));
    long above = known & (-1L << wanted);
    if (below == 0 || above == 0) {
      return known == 0 ? 0 : average(below == 0 ? lowest(above) : highest(below));
    }
    return between(highest(below), wanted, lowest(above));
  }

  /**
   * As {@link #nanos}, where nothing larger is known growing with the size of the input: a device
   * that is slow is not to be taken for a fast one of large inputs.
   */
  public long grownNanos(long inputBytes) {
    int wanted = sizeClass(inputBytes);
    if (known == 0 || wanted <= highest(known)) {
      return nanos(inputBytes);
    }
    int high = highest(known);
    return (long) Math.min(FairQueue.MOST_NANOS, Math.scalb((double) average(high), wanted - high));
  }

  /** How many times calls with inputs of about this size were learned, counted up to 127. */
  public int times(long inputBytes) {
    return times[sizeClass(inputBytes)];
  }

  /** Whether what is known of inputs of about this size is old, see {@link #doubt}. */
  public boolean isDoubted(long inputBytes) {
    return (doubted >>> sizeClass(inputBytes) & 1) != 0;
  }

  /** From now on the next call of each size that costs less is believed at once. */
  public void doubt() {
    doubted = known;
  }

  /** What calls with inputs of about this size cost; 0 when none has ended. */
  public long knownNanos(long inputBytes) {
    return average(sizeClass(inputBytes));
  }

  private long between(int low, int wanted, int high) {
    long lowNanos = average(low);
    if (low == high) {
      return lowNanos;
    }
    double part = (Math.scalb(1.0, wanted - low) - 1) / (Math.scalb(1.0, high - low) - 1);
    return lowNanos + Math.round((average(high) - lowNanos) * part);
  }

  /** Takes in what a call cost. */
  public void learn(long inputBytes, long measuredNanos) {
    int at = sizeClass(inputBytes);
    long nanos = Math.clamp(measuredNanos, 1, FairQueue.MOST_NANOS);
    boolean believed = eightfold[at] == 0 || (isDoubted(inputBytes) && nanos < average(at));
    eightfold[at] = believed ? nanos << AVERAGE_SHIFT : eightfold[at] + nanos - average(at);
    known |= 1L << at;
    doubted &= ~(1L << at);
    times[at] = (byte) Math.min(times[at] + 1, Byte.MAX_VALUE);
  }

  /** Forgets what calls with inputs of about this size cost. */
  public void forget(long inputBytes) {
    int at = sizeClass(inputBytes);
    eightfold[at] = 0;
    known &= ~(1L << at);
  }

  /** Forgets all, as after a change of the device. */
  public void clear() {
    Arrays.fill(eightfold, 0);
    Arrays.fill(times, (byte) 0);
    known = 0;
    doubted = 0;
  }

  private long average(int at) {
    return eightfold[at] >> AVERAGE_SHIFT;
  }

  private static int sizeClass(long bytes) {
    return SIZE_CLASSES - Long.numberOfLeadingZeros(Math.max(bytes, 0));
  }

  private static int highest(long bits) {
    return SIZE_CLASSES - 1 - Long.numberOfLeadingZeros(bits);
  }

  private static int lowest(long bits) {
    return Long.numberOfTrailingZeros(bits);
  }
}
