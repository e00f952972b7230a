package io.virtfun.benchmarks.side;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A call: a function, its arguments, and how large its input is. The input is the same bytes on
 * every run.
 *
 * @param function name in the catalogue
 * @param inputBytes size of the input
 * @param parameters by name; the others take their defaults
 */
public record Task(String function, int inputBytes, Map<String, Integer> parameters) {
  public Task {
    parameters = Map.copyOf(parameters);
  }

  /** With every argument at its default. */
  public static Task of(String function, int inputBytes) {
    return new Task(function, inputBytes, Map.of());
  }

  /** The input. */
  byte[] input() {
    SplittableRandom random = new SplittableRandom(inputBytes);
    ByteBuffer input = ByteBuffer.allocate(inputBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (input.remaining() >= Float.BYTES) {
      // Whole numbers: their products and sums are exact in whatever order.
      input.putFloat(random.nextInt(-8, 8));
    }
    return input.array();
  }
}
