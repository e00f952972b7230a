package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code sort.i64} promises; checked against a merge sort of objects. */
abstract class SortContract extends DeviceContract {
  private static final int LARGE = 300_001;

  @Override
  Set<String> functions() {
    return Set.of("sort.i64");
  }

  /** Numbers of one shape. */
  record Numbers(String shape, List<Long> values) {
    Numbers(String shape, LongStream values) {
      this(shape, values.boxed().toList());
    }

    @Override
    public String toString() {
      return shape + " " + values.size();
    }
  }

  static Stream<Numbers> numbers() {
    Random random = new Random(7);
    return Stream.of(
        new Numbers("none", LongStream.empty()),
        new Numbers("one", LongStream.of(-5)),
        new Numbers("extremes", LongStream.of(1, Long.MAX_VALUE, -1, Long.MIN_VALUE, 0, 0)),
        new Numbers("random", random.longs(1000)),
        new Numbers("random, one run", random.longs(131_072)),
        new Numbers("random, more than one run", random.longs(131_073)),
        new Numbers("random", random.longs(LARGE)),
        new Numbers("few values", random.longs(LARGE, -3, 3)),
        new Numbers("one value", LongStream.generate(() -> 42).limit(LARGE)),
        new Numbers("ascending", LongStream.range(-LARGE / 2, LARGE / 2)),
        new Numbers("descending", LongStream.range(0, LARGE).map(i -> -i)),
        new Numbers("one leading byte", random.longs(LARGE, 0, 1L << 40)),
        new Numbers("one part large", skewed(random)));
  }

  /** Nearly all agree in seven bytes, a few do not. */
  private static LongStream skewed(Random random) {
    long[] values = random.longs(LARGE, 1L << 60, (1L << 60) + 200).toArray();
    for (int i = 0; i < 100; i++) {
      values[random.nextInt(LARGE)] = random.nextLong();
    }
    return LongStream.of(values);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void shouldAscendWhenNotToldOtherwise(Numbers numbers) {
    assertSorted(numbers.values, Map.of(), Comparator.naturalOrder());
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void shouldDescendWhenToldTo(Numbers numbers) {
    assertSorted(numbers.values, Map.of("descending", 1), Comparator.reverseOrder());
  }

  private void assertSorted(List<Long> values, Map<String, ?> parameters, Comparator<Long> order) {
    long[] expected = values.stream().sorted(order).mapToLong(Long::longValue).toArray();
    byte[] sorted = device.call("sort.i64", parameters, encode(values)).result();

    assertArrayEquals(expected, decode(sorted));
  }

  @Test
  void shouldBeRefusedAsDataWhenTheInputEndsWithinANumber() {
    assertTrue(device.admits("sort.i64", Map.of(), 16));
    assertFalse(device.admits("sort.i64", Map.of(), 15));
    assertFalse(device.admits("sort.i64", Map.of(), 1));
  }

  private static byte[] encode(List<Long> values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putLong);
    return bytes.array();
  }

  private static long[] decode(byte[] bytes) {
    long[] values = new long[bytes.length / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
    return values;
  }
}
