package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code deflate} and {@code inflate}: one of two streams is in the zlib format. */
final class ZlibTasks {
  private static final int FAST_LEVEL = 1;
  private static final int GOOD_LEVEL = 6;
  private static final long GOOD_LIMIT_BYTES = 64 << 10;

  private ZlibTasks() {}

  static List<Task> deflate() {
    return Sizes.tasks("deflate", ZlibTasks::deflate);
  }

  private static Exercise deflate(SplittableRandom random, long sizeBytes) {
    byte[] content = Content.text(random, sizeBytes);
    boolean raw = random.nextBoolean();
    return Exercise.of(
        Map.of("level", level(sizeBytes), "zlib", raw ? 0 : 1),
        content,
        sizeBytes + sizeBytes / 8 + 64,
        output -> Jzlib.difference(Content.heap(output), content, raw));
  }

  static List<Task> inflate() {
    return Sizes.tasks("inflate", ZlibTasks::inflate);
  }

  private static Exercise inflate(SplittableRandom random, long sizeBytes) {
    byte[] content = Content.text(random, sizeBytes);
    boolean raw = random.nextBoolean();
    byte[] stream = Jzlib.deflate(content, level(sizeBytes), raw);
    return Exercise.exact(Map.of("zlib", raw ? 0 : 1), stream, content);
  }

  /** Large content is compressed fast: seconds of it would tell nothing more. */
  private static int level(long sizeBytes) {
    return sizeBytes <= GOOD_LIMIT_BYTES ? GOOD_LEVEL : FAST_LEVEL;
  }
}
