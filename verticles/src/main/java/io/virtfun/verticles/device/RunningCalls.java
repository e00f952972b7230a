package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Stop;
import java.util.IdentityHashMap;
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

  /** Notes a call that starts. */
  Cancellation begin(Call call) {
    Running started = new Running(call);
    calls.put(call, started);
    return started;
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

    // Event loop only.
    private @Nullable Runnable action;
    private boolean ended;

    // Shared.
    private volatile boolean requested;

    Running(Call call) {
      this.call = call;
      this.ticket = call.ticket();
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
