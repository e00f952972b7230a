package io.virtfun.broker.vm;

import io.virtfun.vm.Outcome;
import io.virtfun.vm.VmListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** What a virtual machine says, for a test to wait for. */
final class Transcript implements VmListener {
  private static final String STARTED = "-- started";
  private static final String ENDED = "-- ended ";

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> console = new ArrayList<>();

  @Override
  public void started() {
    lines.add(STARTED);
  }

  @Override
  public void said(String line) {
    lines.add(line);
  }

  @Override
  public synchronized void console(String line) {
    console.add(line);
  }

  @Override
  public void exited(Outcome outcome) {
    lines.add(ENDED + outcome);
  }

  /** Waits for the run script's start. */
  void awaitStart() {
    await(STARTED);
  }

  /** Waits for a line that starts so; the lines before it are forgotten. */
  String await(String start) {
    String line = "nothing";
    try {
      while (true) {
        line = lines.take();
        if (line.startsWith(start)) {
          return line;
        }
        if (line.startsWith(ENDED)) {
          throw missed(line, start);
        }
      }
    } catch (InterruptedException e) {
      // The test's watchdog: what the machine did last says where it hangs.
      throw missed("interrupted after '" + line + "'", start);
    }
  }

  private AssertionError missed(String what, String start) {
    return new AssertionError(
        "%s before '%s'; the console: %s".formatted(what, start, consoleText()));
  }

  /** All lines until the machine's end. */
  List<String> awaitEnd() throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (String line = lines.take(); !line.startsWith(ENDED); line = lines.take()) {
      all.add(line);
    }
    return all;
  }

  synchronized String consoleText() {
    return String.join("\n", console);
  }
}
