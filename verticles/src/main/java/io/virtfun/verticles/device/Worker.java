package io.virtfun.verticles.device;

import io.virtfun.shm.PollBudget;
import io.virtfun.shm.PollHorizon;
import io.virtfun.shm.Polling;
import io.virtfun.shm.linux.Processor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs long calls of one device, one at a time. After a call it looks for the next
 * one while that pays, since to wake a processor takes longer than a short call; then it parks.
 *
 * <p>Behind a short call another one can be made ready, so that the slot is not idle while the end
 * of the first makes its way back.
 *
 * <p><b>Thread:</b> the owner's event loop.
 */
final class Worker<T extends Runnable> {
  /** Looks between two readings of the clock. */
  private static final int LOOKS = 64;

  private final Thread thread;
  private final Polling polling;

  // Event loop only.
  private int calls;
  private boolean runsShort;
  private boolean nextIsShort;
  private @Nullable T next;

  // Shared.
  private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean parked;
  private volatile boolean closed;

  Worker(String name, Polling polling) {
    this.polling = polling;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** Whether a call can be made ready behind the one that it runs. */
  boolean takesAnother() {
    return calls == 1 && runsShort;
  }

  /** Whether it has a call. */
  boolean isBusy() {
    return calls > 0;
  }

  /** A call of it has ended; the one that it goes on with. */
  @Nullable T ended() {
    T goesOn = next;
    calls--;
    next = null;
    runsShort = nextIsShort;
    return goesOn;
  }

  /** Takes back a call that it has not begun, the last one first; null where there is none. */
  @Nullable T takeBack() {
    // SYNC: pairs with Worker.awaitNext; the queue gives each call to one of them.
    T unbegun = next != null && waiting.remove(next) ? next : waiting.poll();
    if (unbegun != null) {
      calls--;
      next = null;
    }
    return unbegun;
  }

  /** Has it run something, at once or after the short call that it runs. */
  void run(T call, boolean isShort) {
    if (calls == 0) {
      runsShort = isShort;
    } else {
      nextIsShort = isShort;
      next = call;
    }
    calls++;
    // SYNC: pairs with Worker.awaitNext; either it sees the call, or this sees it parked.
    waiting.add(call);
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends it once it has nothing to run. <b>Thread:</b> the owner's event loop. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void work() {
    PollHorizon horizon = new PollHorizon(polling, System.nanoTime());
    PollBudget budget = new PollBudget(polling.cpuShare(), System.nanoTime());
    for (T call = awaitNext(horizon, budget); call != null; call = awaitNext(horizon, budget)) {
      horizon.came(System.nanoTime());
      call.run();
      horizon.acted(System.nanoTime());
    }
  }

  private @Nullable T awaitNext(PollHorizon horizon, PollBudget budget) {
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
    T taken = waiting.poll();
    boolean ending = false;
    while (taken == null && !ending) {
      park(horizon);
      ending = closed;
      // What woke it may have been taken back.
      taken = waiting.poll();
    }
    return taken;
  }

  private boolean isIdle() {
    return waiting.isEmpty() && !closed;
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
