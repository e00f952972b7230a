package io.virtfun.broker.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A demo with all that must happen around it: whatever it started has ended when it ends, also when
 * a signal ends it.
 */
final class DemoRun {
  private final Settings settings;
  private final DemoProcesses processes;
  private final Progress progress;
  private final AtomicBoolean stopping = new AtomicBoolean();

  DemoRun(Settings settings, DemoProcesses processes, Progress progress) {
    this.settings = settings;
    this.processes = processes;
    this.progress = progress;
  }

  /** Why the demo came to no end; null when it did. */
  @Nullable String run(ReportBuilder report) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "virtfun-demo-stop"));
    progress.say("%d guests, seed %d".formatted(settings.guests(), settings.seed()));
    try (processes) {
      new Demo(settings, processes, progress, report).run();
      return null;
    } catch (DemoException e) {
      waitForeverIf(stopping.get());
      return e.getMessage();
    } finally {
      progress.end();
    }
  }

  private void stop() {
    stopping.set(true);
    progress.end();
    processes.close();
  }

  /** A signal has ended the processes; the JVM ends with its exit code, and nothing is to say. */
  private static void waitForeverIf(boolean stopped) throws InterruptedException {
    if (stopped) {
      new CountDownLatch(1).await();
    }
  }
}
