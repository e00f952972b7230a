package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Shows on stderr how far the demo is.
 *
 * <p><b>Thread:</b> any.
 */
sealed interface Progress {
  /** A line of its own. */
  void say(String line);

  /** A line that is shown even where nothing else is. */
  void warn(String line);

  /** A guest has done a row; {@code done} of {@code total} are done by now, by all guests. */
  void rowDone(String guest, Task task, int done, int total);

  /** Leaves the terminal to others, for good. */
  void end();

  /** As fits where stderr goes. */
  static Progress here(boolean silent) {
    if (isTerminal()) {
      return new OnTerminal(System.err);
    }
    return silent ? new Silent(System.err) : new InLines(System.err);
  }

  /** Whether stderr is a terminal; the console that the JDK offers needs stdout to be one too. */
  static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  /** One line that is written again and again. */
  final class OnTerminal implements Progress {
    private static final int BAR_CELLS = 24;
    private static final String CLEAR = "\r\u001B[K";
    private final PrintStream out;
    private boolean open;
    private boolean ended;

    OnTerminal(PrintStream out) {
      this.out = out;
    }

    @Override
    public synchronized void say(String line) {
      clear();
      out.println(line);
    }

    @Override
    public void warn(String line) {
      say(line);
    }

    @Override
    public synchronized void rowDone(String guest, Task task, int done, int total) {
      if (ended) {
        return;
      }
      int filled = BAR_CELLS * done / Math.max(1, total);
      String bar = "#".repeat(filled) + ".".repeat(BAR_CELLS - filled);
      out.printf("%s[%s] %d/%d rows, %s: %s", CLEAR, bar, done, total, guest, Units.place(task));
      out.flush();
      open = true;
    }

    @Override
    public synchronized void end() {
      clear();
      ended = true;
    }

    private void clear() {
      if (open) {
        out.print(CLEAR);
        out.flush();
        open = false;
      }
    }
  }

  /** A line for each function that a guest comes to. */
  final class InLines implements Progress {
    private final PrintStream out;
    private final Map<String, String> lastFunctions = new HashMap<>();

    InLines(PrintStream out) {
      this.out = out;
    }

    @Override
    public synchronized void say(String line) {
      out.println(line);
    }

    @Override
    public void warn(String line) {
      say(line);
    }

    @Override
    public synchronized void rowDone(String guest, Task task, int done, int total) {
      if (!task.function().equals(lastFunctions.put(guest, task.function())) || done == total) {
        out.printf("%s: %s, %d/%d rows%n", guest, task.function(), done, total);
      }
    }

    @Override
    public void end() {}
  }

  /** Warnings only. */
  final class Silent implements Progress {
    private final PrintStream out;

    Silent(PrintStream out) {
      this.out = out;
    }

    @Override
    public void say(String line) {}

    @Override
    public void warn(String line) {
      out.println(line);
    }

    @Override
    public void rowDone(String guest, Task task, int done, int total) {}

    @Override
    public void end() {}
  }
}
