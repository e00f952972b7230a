package io.virtfun.verticles.device;

import io.virtfun.shm.PollBudget;
import io.virtfun.shm.PollHorizon;
import io.virtfun.shm.Polling;
import io.virtfun.shm.linux.Processor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs long calls of one device, one at a time. After a call it looks for the next
 * one while that pays, since to wake a processor takes longer than a short call; then it parks.
 *
 * <p><b>Thread:</b> {@link #run} and {@link #close} the owner's event loop; the next call only once
 * the one before has ended.
 */
final class Worker {
  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  private final Thread thread;
  private final Polling polling;

  // Shared.
  private volatile @Nullable Runnable next;
  private volatile boolean parked;
  private volatile boolean closed;

  Worker(String name, Polling polling) {
    this.polling = polling;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** Has it run something. */
  void run(Runnable call) {
    // SYNC: pairs with Worker.awaitNext; either it sees the call, or this sees it parked.
    next = call;
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends it once it has nothing to run. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void work() {
    PollHorizon horizon = new PollHorizon(polling, System.nanoTime());
    PollBudget budget = new PollBudget(polling.cpuShare(), System.nanoTime());
    for (Runnable call = awaitNext(horizon, budget);
        call != null;
        call = awaitNext(horizon, budget)) {
      horizon.came(System.nanoTime());
      next = null;
      call.run();
      horizon.acted(System.nanoTime());
    }
  }

  private @Nullable Runnable awaitNext(PollHorizon horizon, PollBudget budget) {
    long last = System.nanoTime();
    long now = last;
    while (isIdle() && budget.spend(now - last, now) && horizon.looks(now)) {
      for (int i = 0; i < LOOKS && isIdle(); i++) {
        Thread.onSpinWait();
      }
      Processor.yieldToWaiting();
      last = now;
      now = System.nanoTime();
    }
    if (next == null) {
      park(horizon);
    }
    return next;
  }

  private boolean isIdle() {
    return next == null && !closed;
  }

  private void park(PollHorizon horizon) {
    horizon.woke();
    // SYNC: pairs with Worker.run; either this sees the call, or it is unparked.
    parked = true;
    while (isIdle()) {
      LockSupport.park(this);
    }
    parked = false;
  }
}
