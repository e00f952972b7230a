package io.virtfun.broker.demo.task;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Content of inputs, made from random numbers. */
final class Content {
  private static final byte[][] WORDS =
      bytes(
          "accepted",
          "answered",
          "arena",
          "at",
          "broker",
          "by",
          "call",
          "closed",
          "device",
          "doorbell",
          "from",
          "guest",
          "in",
          "lane",
          "microseconds",
          "of",
          "queue",
          "region",
          "slice",
          "status",
          "submitted",
          "tenant",
          "the",
          "to",
          "took",
          "was",
          "with");

  private Content() {}

  private static byte[][] bytes(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = (words[i] + " ").getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }

  /** Bytes without any pattern. */
  static byte[] noise(SplittableRandom random, long sizeBytes) {
    byte[] content = new byte[Math.toIntExact(sizeBytes)];
    random.nextBytes(content);
    return content;
  }

  /** Lines as of a log: words, and numbers in between. */
  static byte[] text(SplittableRandom random, long sizeBytes) {
    byte[] content = new byte[Math.toIntExact(sizeBytes)];
    int at = 0;
    int words = 0;
    while (at < content.length) {
      int draw = random.nextInt();
      byte[] word =
          ++words % 12 == 0
              ? (draw + "\n").getBytes(StandardCharsets.US_ASCII)
              : WORDS[Math.floorMod(draw, WORDS.length)];
      int length = Math.min(word.length, content.length - at);
      System.arraycopy(word, 0, content, at, length);
      at += length;
    }
    return content;
  }

  /** A copy on the heap. */
  static byte[] heap(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }
}
