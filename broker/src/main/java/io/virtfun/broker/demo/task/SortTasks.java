package io.virtfun.broker.demo.task;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * {@code sort.i64}: an answer is right when it is in order and has the same numbers, each as often.
 */
final class SortTasks {
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SortTasks() {}

  static List<Task> sort() {
    return Sizes.tasks("sort.i64", SortTasks::sort);
  }

  private static Exercise sort(SplittableRandom random, long sizeBytes) {
    byte[] numbers = new byte[Math.toIntExact(sizeBytes)];
    MemorySegment input = MemorySegment.ofArray(numbers);
    // Some numbers come more than once, so that losing or doubling one shows.
    long mask = random.nextBoolean() ? -1 : 0x3FF;
    for (long i = 0; i < sizeBytes / Long.BYTES; i++) {
      long number = random.nextLong();
      input.setAtIndex(I64, i, random.nextInt(4) == 0 ? number & mask : number);
    }
    boolean descending = random.nextBoolean();
    long salt = random.nextLong();
    long sum = multisetHash(input, salt);
    return Exercise.of(
        Map.of("descending", descending ? 1 : 0),
        numbers,
        sizeBytes,
        output ->
            Check.ofLength(sizeBytes, output, () -> difference(output, descending, salt, sum)));
  }

  private static Optional<String> difference(
      MemorySegment output, boolean descending, long salt, long sum) {
    long count = output.byteSize() / Long.BYTES;
    for (long i = 1; i < count; i++) {
      long before = output.getAtIndex(I64, i - 1);
      long number = output.getAtIndex(I64, i);
      if (descending ? before < number : before > number) {
        return Optional.of(
            "number %d is %d after %d (expected: %s order)"
                .formatted(i, number, before, descending ? "descending" : "ascending"));
      }
    }
    return multisetHash(output, salt) == sum
        ? Optional.empty()
        : Optional.of("in order but other numbers (expected: those of the input)");
  }

  /** The same for the same numbers in whatever order: a sum of mixed numbers. */
  private static long multisetHash(MemorySegment numbers, long salt) {
    long sum = 0;
    for (long i = 0; i < numbers.byteSize() / Long.BYTES; i++) {
      sum += mix(numbers.getAtIndex(I64, i) ^ salt);
    }
    return sum;
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
