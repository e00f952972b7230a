package io.virtfun.broker.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens instead of an immediate end when the process is told to end, by Ctrl-C say, while
 * something is under way: it is called off, and has a moment to end.
 *
 * <p><b>Thread:</b> the command's; the action runs on one of its own.
 */
final class Interruption implements AutoCloseable {
  private static final long MOMENT_MILLIS = 2_000;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  Interruption(Runnable callOff) {
    hook = new Thread(() -> interrupted(callOff), "virtfun-call-off");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted(Runnable callOff) {
    callOff.run();
    try {
      boolean _ = ended.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was under way has ended. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process ends; the hook was told.
    }
  }
}
