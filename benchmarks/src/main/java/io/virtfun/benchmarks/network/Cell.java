package io.virtfun.benchmarks.network;

import io.virtfun.benchmarks.peer.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A row of the table: a function and how many bytes go in.
 *
 * @param bytes 16 n² for some power of two n
 */
public record Cell(String function, int bytes) {
  private static final List<String> FUNCTIONS = List.of("noop", "sha256", "sgemm");
  private static final List<Integer> SIZES = List.of(64, 4 << 10, 64 << 10, 1 << 20, 16 << 20);
  private static final List<Integer> QUICK_SIZES = List.of(64, 64 << 10, 1 << 20);
  private static final int DIGEST_BYTES = 32;

  /** All rows, in order. */
  static List<Cell> all(boolean quick) {
    List<Cell> cells = new ArrayList<>();
    for (String function : FUNCTIONS) {
      for (int size : quick ? QUICK_SIZES : SIZES) {
        cells.add(new Cell(function, size));
      }
    }
    return cells;
  }

  /**
   * A call with an input that is the same on every run.
   *
   * @param arguments the packed {@link #parameters()}
   */
  Request request(byte[] arguments) {
    return new Request(function, arguments, outputBytes(), input());
  }

  /** What the function is called with. */
  Map<String, Integer> parameters() {
    return function.equals("sgemm") ? Map.of("m", rows(), "n", rows(), "k", 2 * rows()) : Map.of();
  }

  /** Both factors together fill the input: n × 2n and 2n × n floats. */
  private int rows() {
    return (int) Math.sqrt(bytes / 16.0);
  }

  private int outputBytes() {
    return switch (function) {
      case "sha256" -> DIGEST_BYTES;
      case "sgemm" -> rows() * rows() * Float.BYTES;
      default -> 0;
    };
  }

  private byte[] input() {
    SplittableRandom random = new SplittableRandom(bytes);
    ByteBuffer input = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (input.hasRemaining()) {
      // Whole numbers: their products and sums are exact in whatever order.
      input.putFloat(random.nextInt(-8, 8));
    }
    return input.array();
  }
}
