package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code noop} and {@code echo}: what a call costs before any function works. */
final class BaselineTasks {
  private BaselineTasks() {}

  /** It reads nothing: one size says it all. */
  static List<Task> noop() {
    return List.of(
        new Task("noop", 64, "", random -> exact(Content.noise(random, 64), new byte[0])));
  }

  static List<Task> echo() {
    return Sizes.tasks("echo", BaselineTasks::echo);
  }

  private static Exercise echo(SplittableRandom random, long sizeBytes) {
    byte[] content = Content.noise(random, sizeBytes);
    return exact(content, content);
  }

  private static Exercise exact(byte[] input, byte[] answer) {
    return Exercise.exact(Map.of(), input, answer);
  }
}
