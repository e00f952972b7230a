package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** The sizes at which functions of plain bytes are called. */
final class Sizes {
  private static final long[] BYTES = {64, 4 << 10, 256 << 10, 4 << 20, 32 << 20};

  private Sizes() {}

  /** Tasks of all sizes. */
  static List<Task> tasks(String function, BiFunction<SplittableRandom, Long, Exercise> maker) {
    return LongStream.of(BYTES)
        .mapToObj(bytes -> new Task(function, bytes, "", random -> maker.apply(random, bytes)))
        .toList();
  }
}
