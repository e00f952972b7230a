package io.virtfun.broker.demo.task;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code crc32c} and {@code sha256}. */
final class DigestTasks {
  private DigestTasks() {}

  static List<Task> crc32c() {
    return Sizes.tasks("crc32c", DigestTasks::crc32c);
  }

  private static Exercise crc32c(SplittableRandom random, long sizeBytes) {
    byte[] content = Content.noise(random, sizeBytes);
    ByteBuffer answer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    answer.putInt(Crc32c.of(content));
    return Exercise.exact(Map.of(), content, answer.array());
  }

  static List<Task> sha256() {
    return Sizes.tasks("sha256", DigestTasks::sha256);
  }

  private static Exercise sha256(SplittableRandom random, long sizeBytes) {
    byte[] content = Content.noise(random, sizeBytes);
    return Exercise.exact(Map.of(), content, Sha256.of(content));
  }
}
