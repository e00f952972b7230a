package io.virtfun.vm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last lines that the guest's console showed, and QEMU's own.
 *
 * <p><b>Thread:</b> any.
 */
final class Console {
  static final String PANIC = "Kernel panic";

  private static final int KEPT_LINES = 200;

  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == KEPT_LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  synchronized List<String> lines() {
    return new ArrayList<>(lines);
  }

  /** The line that says why the guest ended early. */
  synchronized String reason() {
    String reason = "the guest ended before its run script did";
    for (String line : lines) {
      if (line.contains(PANIC) || line.startsWith("virtfun-init: ")) {
        reason = line;
      }
    }
    return reason;
  }

  synchronized String lastLine() {
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }
}
