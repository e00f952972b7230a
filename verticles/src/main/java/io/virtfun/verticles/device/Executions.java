package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.StopReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the calls of one device, on as many worker threads as it has slots or where it signals.
 *
 * <p><b>Thread:</b> the device's event loop, where not said otherwise. <b>Ownership:</b> closing
 * ends the threads; no call may run.
 */
final class Executions {
  private final Context context;
  private final KernelRunner runner;
  private final DeviceFunctions functions;
  private final int slots;
  private final Ends ends;
  private final RunningCalls running;
  private final Workers<Begin> workers;
  private final Vigil vigil;
  private boolean keepsVigil;

  /** Where calls go that have ended, in a turn of their own. */
  interface Ends {
    /** A call has ended. */
    void ended(Call call, Ended how);
  }

  /** How and when a call ended. */
  record Ended(long startedNanos, long endedNanos, Outcome outcome) {
    /** At the same times in another way. */
    Ended with(Outcome other) {
      return new Ended(startedNanos, endedNanos, other);
    }
  }

  /**
   * Of a device with its calls.
   *
   * @param running told of those that are made ready behind others, and when their turn comes
   */
  Executions(KernelRunner runner, RunningCalls running, Device device, Polling polling, Ends ends) {
    this.context = runner.context();
    this.runner = runner;
    this.running = running;
    this.functions = new DeviceFunctions(device, false);
    this.slots = device.slots();
    this.ends = ends;
    this.workers = new Workers<>("virtfun-device-" + runner.device(), polling);
    this.vigil = new Vigil(Loops.of(context), polling);
  }

  /** How many calls can be started ahead of free slots. */
  int roomAhead() {
    return functions.allSynchronous() ? workers.roomAhead() : 0;
  }

  /** Starts a call. <b>Errors:</b> whatever is thrown, the call has not been started. */
  void start(Call call, Invocation invocation, boolean isShort) {
    switch (functions.of(call)) {
      case Synchronous(_, _, Kernel kernel) -> {
        Worker<Begin> worker = workers.take(slots);
        if (worker.isBusy()) {
          running.hold(call);
        }
        worker.run(new Begin(worker, kernel, call, invocation), isShort);
        keepsVigil = true;
      }
      case Asynchronous asynchronous -> startAsynchronous(asynchronous, call, invocation);
    }
  }

  /** Looks out for the end of what was started. */
  void lookOut() {
    if (keepsVigil) {
      keepsVigil = false;
      vigil.awaitsEnd(System.nanoTime());
    }
  }

  /** Looks out for nothing any more. */
  void rest() {
    vigil.cancel();
  }

  void close() {
    workers.close();
  }

  /** Takes back the calls that were started and that no worker has begun. */
  List<Call> takeBack() {
    return workers.takeBack().stream().map(begin -> begin.call).toList();
  }

  /** What a worker does with a call. <b>Thread:</b> the worker. */
  private final class Begin implements Runnable {
    private final Worker<Begin> worker;
    private final Kernel kernel;
    private final Call call;
    private final Invocation invocation;

    Begin(Worker<Begin> worker, Kernel kernel, Call call, Invocation invocation) {
      this.worker = worker;
      this.kernel = kernel;
      this.call = call;
      this.invocation = invocation;
    }

    @Override
    public void run() {
      long started = System.nanoTime();
      // It may have been made ready behind another one.
      Outcome outcome =
          call.stopReason() == StopReason.NONE
              ? runner.run(kernel, call, invocation)
              : Outcome.stopped();
      Ended ended = new Ended(started, System.nanoTime(), outcome);
      Loops.of(context).execute(() -> backFromWorker(worker, call, ended));
    }
  }

  private void backFromWorker(Worker<Begin> worker, Call call, Ended ended) {
    Begin next = workers.give(worker);
    if (next != null) {
      running.resume(next.call, ended.endedNanos());
    }
    vigil.ended(ended.endedNanos());
    keepsVigil = workers.areBusy();
    ((ContextInternal) context).dispatch(() -> ends.ended(call, ended));
  }

  private void startAsynchronous(Asynchronous function, Call call, Invocation invocation) {
    long started = System.nanoTime();
    AtomicBoolean ended = new AtomicBoolean();
    Promise<Ended> promise = Promise.promise();
    promise.future().onComplete(result -> ends.ended(call, result.result()));
    try {
      function
          .kernel()
          .start(
              invocation,
              outcome -> {
                if (ended.compareAndSet(false, true)) {
                  long now = System.nanoTime();
                  context.runOnContext(
                      _ ->
                          promise.complete(
                              new Ended(started, now, KernelRunner.orFailed(outcome))));
                }
              });
    } catch (Throwable e) {
      if (ended.compareAndSet(false, true)) {
        Ended failed = new Ended(started, System.nanoTime(), runner.explain(call, e));
        // Not at once: the next call starts in here, and may fail as well.
        context.runOnContext(_ -> promise.complete(failed));
      }
    }
  }
}
