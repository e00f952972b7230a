package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Stop;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that take a device's slots, each with what tells its driver to stop.
 *
 * <p><b>Thread:</b> the device's event loop, except what a driver calls of a {@link Cancellation}.
 */
final class RunningCalls {
  private final EventLoop loop;
  private final KernelRunner runner;
  private final IdentityHashMap<Call, Running> calls = new IdentityHashMap<>();

  RunningCalls(EventLoop loop, KernelRunner runner) {
    this.loop = loop;
    this.runner = runner;
  }

  /** What becomes of calls that run longer than they may. */
  interface Overtime {
    /** A call was told to stop, as it runs longer than it may. */
    void late(Call call, long limitNanos);

    /** A call was told, and has not ended in as much time again. */
    void hangs(Call call);
  }

  /** Notes a call that starts, and may run for so long. */
  Cancellation begin(Call call, long nowNanos, long limitNanos) {
    Running started = new Running(call, nowNanos, limitNanos);
    calls.put(call, started);
    return started;
  }

  /** Has the time not count that passes until the device can begin the call. */
  void hold(Call call) {
    Running held = calls.get(call);
    if (held != null) {
      held.held = true;
    }
  }

  /** The device can begin a call that was held. */
  void resume(Call call, long nowNanos) {
    Running resumed = calls.get(call);
    if (resumed != null) {
      resumed.held = false;
      resumed.startedNanos = nowNanos;
    }
  }

  /** Tells the calls that run longer than they may to stop. */
  void look(long nowNanos, Overtime overtime) {
    // A copy: to tell a driver may end its call.
    for (Running running : List.copyOf(calls.values())) {
      running.look(nowNanos, overtime);
    }
  }

  /** Whether a call does not end though it was told to. */
  boolean hangs() {
    return calls.values().stream().anyMatch(running -> running.hangs);
  }

  /** Forgets a call that has ended. */
  void end(Call call) {
    Running ended = calls.remove(call);
    if (ended != null) {
      ended.action = null;
      ended.ended = true;
    }
  }

  /** Tells the driver of the call that is meant, if it still runs. */
  void stop(Stop stop) {
    Running meant = calls.get(stop.call());
    if (meant != null && meant.ticket == stop.ticket()) {
      meant.request();
    }
  }

  int size() {
    return calls.size();
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  private final class Running implements Cancellation {
    private final Call call;
    private final long ticket;
    private final long limitNanos;

    // Event loop only.
    private long startedNanos;
    private boolean held;
    private boolean late;
    private boolean hangs;
    private @Nullable Runnable action;
    private boolean ended;

    // Shared.
    private volatile boolean requested;

    Running(Call call, long startedNanos, long limitNanos) {
      this.call = call;
      this.startedNanos = startedNanos;
      this.limitNanos = limitNanos;
      this.ticket = call.ticket();
    }

    void look(long nowNanos, Overtime overtime) {
      if (held || ended) {
        return;
      }
      long overNanos = nowNanos - startedNanos - limitNanos;
      if (overNanos >= 0 && !late) {
        late = true;
        overtime.late(call, limitNanos);
        request();
      } else if (late && overNanos - limitNanos >= 0 && !hangs) {
        hangs = true;
        overtime.hangs(call);
      }
    }

    @Override
    public boolean isRequested() {
      return requested;
    }

    @Override
    public void onRequest(Runnable act) {
      if (loop.inEventLoop() && !requested) {
        action = ended ? null : act;
      } else {
        // Never within the driver's frame.
        loop.execute(() -> register(act));
      }
    }

    private void register(Runnable act) {
      if (!ended) {
        action = act;
        if (requested) {
          act();
        }
      }
    }

    private void request() {
      requested = true;
      act();
    }

    private void act() {
      Runnable once = action;
      action = null;
      if (once == null) {
        return;
      }
      try {
        once.run();
      } catch (Throwable e) {
        runner.warn(call, "does not stop", e);
      }
    }
  }
}
