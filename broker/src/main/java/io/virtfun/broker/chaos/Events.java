package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.ChildProcess;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What processes say and that they end, handled one after the other by the thread that runs them.
 *
 * <p><b>Thread:</b> any puts, one runs.
 */
final class Events {
  private static final int CAPACITY = 1024;
  private static final long OFFER_MILLIS = 200;

  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(CAPACITY);
  private volatile boolean ended;

  /** A listener whose methods run as events. */
  ChildProcess.Listener listener(
      Consumer<String> said, Consumer<String> complained, IntConsumer exited) {
    return new ChildProcess.Listener() {
      @Override
      public void said(String line) {
        put(() -> said.accept(line));
      }

      @Override
      public void complained(String line) {
        put(() -> complained.accept(line));
      }

      @Override
      public void exited(int code) {
        put(() -> exited.accept(code));
      }
    };
  }

  private void put(Runnable event) {
    try {
      // Nobody takes any more once the run has ended.
      boolean taken = false;
      while (!ended && !taken) {
        taken = queue.offer(event, OFFER_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the next event, if there is one in time. */
  void runNext(long nanos) throws InterruptedException {
    @Nullable Runnable event = queue.poll(nanos, TimeUnit.NANOSECONDS);
    if (event != null) {
      event.run();
    }
  }

  /** Runs events until something is so; false when it is not in time. */
  boolean runUntil(BooleanSupplier so, long nanos, long lookNanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (!so.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      runNext(Math.min(left, lookNanos));
    }
    return true;
  }

  void end() {
    ended = true;
  }
}
