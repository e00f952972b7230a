package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import java.util.Locale;

/** Sizes and times as people read them. */
final class Units {
  private Units() {}

  /** A task, as in {@code sha256, 4 KiB}. */
  static String place(Task task) {
    String shape = task.shape().isEmpty() ? "" : " (" + task.shape() + ")";
    return task.function() + ", " + bytes(task.sizeBytes()) + shape;
  }

  static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? withoutZero(bytes / 1024.0) + " KiB"
        : withoutZero(bytes / 1048576.0) + " MiB";
  }

  private static String withoutZero(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static String micros(double micros) {
    if (micros < 1e3) {
      return digits(micros) + " us";
    }
    return micros < 1e6 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  /** Three of them, or more before the point. */
  static String digits(double number) {
    int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
