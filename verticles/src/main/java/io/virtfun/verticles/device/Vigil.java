package io.virtfun.verticles.device;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.virtfun.shm.PollBudget;
import io.virtfun.shm.PollHorizon;
import io.virtfun.shm.Polling;
import io.virtfun.shm.linux.Processor;
import io.virtfun.verticles.bus.LoopTasks;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an event loop awake when a call of regular length is about to end, or a short one runs, so
 * that whoever ends it need not wake the loop, which takes longer than all the loop has to do then.
 *
 * <p>It watches in turns, of {@link #TURN_NANOS} at most, between which the loop sees to its
 * descriptors, and only while no task waits.
 *
 * <p><b>Thread:</b> the event loop. <b>Units:</b> {@link System#nanoTime()}.
 */
final class Vigil {
  private static final long TURN_NANOS = 20_000;
  private static final int LOOKS = 32;

  private final SingleThreadEventLoop loop;
  private final LoopTasks tasks;
  private final PollHorizon horizon;
  private final PollBudget budget;
  private final Runnable turn = this::turn;
  private final Runnable afterIo;
  private @Nullable ScheduledFuture<?> timer;
  private boolean watching;

  Vigil(SingleThreadEventLoop loop, Polling polling) {
    this.loop = loop;
    this.tasks = LoopTasks.of(loop);
    this.horizon = new PollHorizon(polling, System.nanoTime());
    this.budget = new PollBudget(polling.cpuShare(), System.nanoTime());
    this.afterIo = tasks.idle(() -> loop.execute(turn));
  }

  /** A call runs, and the end of it or of another one is next. */
  void awaitsEnd(long nowNanos) {
    horizon.acted(nowNanos);
    cancel();
    long delayNanos = horizon.anticipationNanos(nowNanos);
    if (delayNanos != PollHorizon.NONE) {
      timer = loop.schedule(this::begin, delayNanos, TimeUnit.NANOSECONDS);
    } else if (horizon.looks(nowNanos)) {
      // Short enough to be watched from the start.
      watching = true;
      tasks.afterIo(afterIo);
    }
  }

  /** A call has ended. */
  void ended(long nowNanos) {
    horizon.came(nowNanos);
    cancel();
  }

  /** No call is to be waited for any more. */
  void cancel() {
    watching = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void begin() {
    timer = null;
    watching = true;
    horizon.anticipates(System.nanoTime());
    turn();
  }

  private void turn() {
    if (!watching) {
      return;
    }
    long start = System.nanoTime();
    long now = start;
    while (now - start < TURN_NANOS && !tasks.isAny()) {
      for (int i = 0; i < LOOKS && !tasks.isAny(); i++) {
        Thread.onSpinWait();
      }
      Processor.yieldToWaiting();
      now = System.nanoTime();
    }
    watching = budget.spend(now - start, now) && horizon.looks(now);
    if (watching) {
      tasks.afterIo(afterIo);
    }
  }
}
