package io.virtfun.driver.software;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * {@code sort.i64}: sorts signed 64-bit whole numbers.
 *
 * <p>The JDK sorts arrays only, and an array as large as the payload would exhaust the heap. So the
 * output is first partitioned in place by leading bytes until a part fits a run of 1 MiB, which is
 * sorted on the heap. That is at most eight passes, whatever the numbers are.
 *
 * <p>A guest that writes its output meanwhile makes the parts' counts wrong: then the call ends as
 * bad data.
 *
 * <p><b>Source:</b> McIlroy, Bostic, McIlroy: Engineering Radix Sort, "American flag sort".
 */
final class SortI64 {
  private static final int DESCENDING = 0;
  private static final int RUN = Window.BYTES / Long.BYTES;
  private static final int DIGITS = 256;
  private static final int TOP_SHIFT = 56;

  /** Some 50 µs of work, and more where numbers travel far. */
  private static final int NUMBERS_PER_LOOK = 1 << 14;

  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment data;
  private final Cancellation cancellation;
  private final long[] run;

  /** Xored to every number: -1 where descending, which reverses their order. */
  private final long flip;

  private SortI64(MemorySegment data, boolean descending, Cancellation cancellation) {
    this.data = data;
    this.cancellation = cancellation;
    this.run = new long[(int) Math.min(RUN, data.byteSize() / Long.BYTES)];
    this.flip = descending ? -1 : 0;
  }

  static DeviceFunction function() {
    FunctionSpec spec =
        new FunctionSpec(
            "sort.i64",
            1,
            "Signed 64-bit whole numbers, sorted",
            true,
            8,
            List.of(Parameter.u32("descending", 0, 1).orElse(0)),
            SizeRule.multiple(Long.BYTES, 0, SizeRule.MAX_BYTES),
            SizeRule.exactly(Term.input(1)));
    return Synchronous.worker(spec, SortI64::run);
  }

  private static Outcome run(Invocation call) {
    long sizeBytes = call.input().byteSize();
    MemorySegment data = call.output().asSlice(0, sizeBytes);
    if (!Window.copy(call)) {
      return Outcome.stopped();
    }
    boolean descending = call.arguments().whole(DESCENDING) == 1;
    SortI64 sort = new SortI64(data, descending, call.cancellation());
    if (sort.sort(0, sizeBytes / Long.BYTES, TOP_SHIFT)) {
      return Outcome.ok(sizeBytes);
    }
    return call.cancellation().isRequested() ? Outcome.stopped() : Outcome.badData();
  }

  /**
   * Sorts numbers that agree in all bits above {@code shift + 8}; false where the parts' counts are
   * wrong or the call is to stop.
   */
  private boolean sort(long from, long to, int shift) {
    if (cancellation.isRequested()) {
      return false;
    }
    if (to - from <= RUN) {
      sortRun(from, (int) (to - from));
      return true;
    }
    long[] ends = ends(from, to, shift);
    if (cancellation.isRequested() || !partition(from, ends, shift)) {
      return false;
    }
    boolean sorted = true;
    long start = from;
    for (int digit = 0; shift > 0 && sorted && digit < DIGITS; digit++) {
      sorted = sort(start, ends[digit], shift - Byte.SIZE);
      start = ends[digit];
    }
    return sorted;
  }

  private void sortRun(long from, int count) {
    MemorySegment.copy(data, I64, from * Long.BYTES, run, 0, count);
    flipRun(count);
    Arrays.sort(run, 0, count);
    flipRun(count);
    MemorySegment.copy(run, 0, data, I64, from * Long.BYTES, count);
  }

  private void flipRun(int count) {
    for (int i = 0; i < count; i++) {
      run[i] ^= flip;
    }
  }

  /** Whether the call is to stop, looked up once in so many numbers. */
  private boolean isToStop(long position) {
    return (position & (NUMBERS_PER_LOOK - 1)) == 0 && cancellation.isRequested();
  }

  /** Where the part of each digit ends. */
  private long[] ends(long from, long to, int shift) {
    long[] ends = new long[DIGITS];
    for (long i = from; i < to && !isToStop(i); i++) {
      ends[digit(data.getAtIndex(I64, i), shift)]++;
    }
    long end = from;
    for (int digit = 0; digit < DIGITS; digit++) {
      end += ends[digit];
      ends[digit] = end;
    }
    return ends;
  }

  /**
   * Moves each number into the part of its digit; false where there are more than were counted, or
   * the call is to stop.
   */
  private boolean partition(long from, long[] ends, int shift) {
    long[] next = new long[DIGITS];
    next[0] = from;
    System.arraycopy(ends, 0, next, 1, DIGITS - 1);
    for (int part = 0; part < DIGITS; part++) {
      while (next[part] < ends[part]) {
        if (isToStop(next[part])) {
          return false;
        }
        long number = data.getAtIndex(I64, next[part]);
        int digit = digit(number, shift);
        while (digit != part) {
          if (next[digit] == ends[digit]) {
            return false;
          }
          long displaced = data.getAtIndex(I64, next[digit]);
          data.setAtIndex(I64, next[digit]++, number);
          number = displaced;
          digit = digit(number, shift);
        }
        data.setAtIndex(I64, next[part]++, number);
      }
    }
    return true;
  }

  private int digit(long number, int shift) {
    return (int) ((number ^ flip ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
  }
}
