package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.DemoException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A run with all that must happen around it: whatever it started has ended when it ends, also when
 * a signal ends it.
 */
final class ChaosRun {
  private final ChaosProcesses processes = new ChaosProcesses();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final ChaosSettings settings;
  private final Consumer<String> progress;

  ChaosRun(ChaosSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  ChaosReport run() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "virtfun-chaos-stop"));
    Chaos chaos = new Chaos(settings, processes, progress);
    try (processes) {
      chaos.run();
      return chaos.report(null);
    } catch (ChaosException | DemoException e) {
      waitForeverIf(stopping.get());
      return chaos.report(e.getMessage());
    }
  }

  private void stop() {
    stopping.set(true);
    processes.close();
  }

  /** A signal has ended the processes; the JVM ends with its exit code, and nothing is to say. */
  private static void waitForeverIf(boolean stopped) throws InterruptedException {
    if (stopped) {
      new CountDownLatch(1).await();
    }
  }
}
