package io.virtfun.broker.demo.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code aes256gcm.seal} and {@code aes256gcm.open}. */
final class GcmTasks {
  private static final int AAD_BYTES = 20;

  private GcmTasks() {}

  static List<Task> seal() {
    return Sizes.tasks("aes256gcm.seal", (random, bytes) -> new Message(random, bytes).seal());
  }

  static List<Task> open() {
    return Sizes.tasks("aes256gcm.open", (random, bytes) -> new Message(random, bytes).open());
  }

  /** A text with its key, and what it is when sealed. */
  private static final class Message {
    private final Map<String, Object> arguments;
    private final byte[] aad;
    private final byte[] text;
    private final byte[] sealed;

    Message(SplittableRandom random, long textBytes) {
      byte[] key = Content.noise(random, 32);
      byte[] nonce = Content.noise(random, 12);
      aad = Content.noise(random, AAD_BYTES);
      text = Content.noise(random, textBytes);
      sealed = Gcm.seal(key, nonce, aad, text);
      arguments = Map.of("key", key, "nonce", nonce, "aadBytes", AAD_BYTES);
    }

    Exercise seal() {
      return Exercise.exact(arguments, concat(aad, text), sealed);
    }

    Exercise open() {
      return Exercise.exact(arguments, concat(aad, sealed), text);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
