package io.virtfun.shm;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Runs two bodies on two threads until both end; when one fails, the other is cancelled. */
final class Duel {
  private static final int SPINS_BEFORE_PARK = 1000;

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** One side of the duel. */
  interface Body {
    void run() throws Exception;
  }

  /** Runs both. <b>Errors:</b> what the first of them threw. */
  void run(Body one, Body other) throws Exception {
    Thread thread = Thread.ofPlatform().daemon().start(() -> guard(other));
    guard(one);
    thread.join();
    switch (failure.get()) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable t -> throw new IllegalStateException(t);
    }
  }

  private void guard(Body body) {
    try {
      body.run();
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    }
  }

  /**
   * To be called in every turn of a loop that waits for the other side; {@code turn} counts them.
   * <b>Errors:</b> {@link CancellationException} when the other side has failed or the test is
   * interrupted.
   */
  void pause(int turn) {
    if (turn % SPINS_BEFORE_PARK == SPINS_BEFORE_PARK - 1) {
      // The other side may need this very processor.
      LockSupport.parkNanos(1);
      if (failure.get() != null || Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the other side failed or the test was interrupted");
      }
    } else {
      Thread.onSpinWait();
    }
  }
}
