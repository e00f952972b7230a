package io.virtfun.broker.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process that this tool has started, and its output.
 *
 * <p><b>Thread:</b> any; its listener is called on two threads of its own.
 */
public final class ChildProcess implements Started {
  private static final int KEPT_LINES = 20;

  private final Process process;
  private final Deque<String> lastErrors = new ArrayDeque<>();

  /** Who hears what a process does. */
  public interface Listener {
    /** A line on its stdout. */
    void said(String line);

    /** A line on its stderr. */
    void complained(String line);

    /** It has ended; nothing follows. */
    void exited(int code);
  }

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** <b>Errors:</b> {@link DemoException} where it cannot be started. */
  public static ChildProcess start(List<String> command, Listener listener) {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new DemoException("cannot start " + command.getFirst() + ": " + e.getMessage());
    }
    ChildProcess child = new ChildProcess(process);
    Thread errors =
        Thread.ofPlatform()
            .daemon()
            .start(() -> forEachLine(process.getErrorStream(), line -> child.keep(line, listener)));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              forEachLine(process.getInputStream(), listener::said);
              try {
                errors.join();
                listener.exited(process.waitFor());
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    return child;
  }

  /** Until the end, or until the process is destroyed, which closes the stream. */
  private static void forEachLine(InputStream stream, Consumer<String> action) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        action.accept(line);
      }
    } catch (IOException e) {
      // The stream ends here either way.
    }
  }

  private void keep(String line, Listener listener) {
    synchronized (lastErrors) {
      if (lastErrors.size() == KEPT_LINES) {
        lastErrors.removeFirst();
      }
      lastErrors.addLast(line);
    }
    listener.complained(line);
  }

  @Override
  public List<String> lastErrors() {
    synchronized (lastErrors) {
      return new ArrayList<>(lastErrors);
    }
  }

  /** The number the kernel knows it by. */
  public long pid() {
    return process.pid();
  }

  /** Writes a line to its stdin; of no effect once it has ended. */
  public void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It reads no more: its end is heard of elsewhere.
    }
  }

  @Override
  public void terminate() {
    process.destroy();
  }

  /** Ends it as SIGKILL does, without waiting. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Whether it ends in time. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  @Override
  public void end(Duration grace) {
    boolean interrupted = false;
    try {
      if (endsWithin(grace)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    process.onExit().join();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
