package io.virtfun.vm;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hears a machine, in the order of events. */
final class Recorded implements VmListener {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();

  @Override
  public void started() {
    events.add("started");
  }

  @Override
  public void said(String line) {
    events.add("said " + line);
  }

  @Override
  public void console(String line) {
    console.add(line);
  }

  @Override
  public void exited(Outcome outcome) {
    events.add(outcome.toString());
  }

  /** Waits for it. */
  String next() throws InterruptedException {
    return events.take();
  }

  /** Waits until the console has shown it. */
  void awaitConsole(String line) throws InterruptedException {
    String shown;
    do {
      shown = console.take();
    } while (!shown.equals(line));
  }
}
