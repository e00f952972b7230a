package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.schedule.DeviceSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hosts one device: queues the calls that lanes send, keeps as many running as the device has
 * slots, and returns each to the doorbell verticle it came from.
 *
 * <p>What waits here is bounded by the lanes' windows. Calls that the driver declares short run on
 * the event loop of the lane that sends them, through an end of this device there; the others on as
 * many worker threads as there are slots, or where the device signals.
 *
 * <p><b>Thread:</b> everything but the constructor on the verticle's event loop, where not said
 * otherwise. <b>Ownership:</b> closes the device when it stops.
 */
public final class DeviceVerticle extends VerticleBase {
  /** After which a class of priority that others pass over has its turn. */
  public static final Duration DEFAULT_AGEING = Duration.ofMillis(100);

  static final System.Logger LOG = System.getLogger(DeviceVerticle.class.getName());

  private final String id;
  private final Device device;
  private final DeviceFunctions functions;
  private final DeviceSchedule schedule;
  private final ThrottledLog log = new ThrottledLog(LOG);
  private final List<MessageConsumer<CallBatch>> consumers = new ArrayList<>();
  private final List<InlineEnd> ends = new ArrayList<>();
  private final Workers workers;
  private final Polling polling;
  private @Nullable Returns returns;
  private @Nullable InlineCalls inline;
  private @Nullable KernelRunner runner;
  private @Nullable Vigil vigil;
  private @Nullable RunningCalls running;
  private @Nullable MessageConsumer<Stop> stops;
  private boolean keepsVigil;
  private @Nullable Promise<Void> stopping;

  /** As {@link #DeviceVerticle(String, Device, FairQueue.Settings, Polling)}, by default. */
  public DeviceVerticle(String id, Device device) {
    this(id, device, new FairQueue.Settings(DEFAULT_AGEING.toNanos()), Polling.adaptive());
  }

  /**
   * A verticle for an open device; calls come to {@link Bus#device} of its id.
   *
   * @param settings how calls that wait share it
   * @param polling how its threads look for calls before they park
   */
  public DeviceVerticle(String id, Device device, FairQueue.Settings settings, Polling polling) {
    this.schedule = new DeviceSchedule(device.slots(), settings);
    this.id = id;
    this.device = device;
    this.functions = new DeviceFunctions(device);
    this.polling = polling;
    this.workers = new Workers("virtfun-device-" + id, polling);
  }

  String id() {
    return id;
  }

  Device device() {
    return device;
  }

  @Override
  public Future<?> start() {
    Returns back = new Returns(vertx.eventBus());
    returns = back;
    runner = new KernelRunner(id, context, log);
    vigil = new Vigil(Loops.of(context), polling);
    running = new RunningCalls(Loops.of(context), runner);
    inline = new InlineCalls(functions, runner, back, this::enqueue);
    int own = Loops.numberOf(context);
    consumers.add(Consumers.open(vertx, Bus.device(id), this::arrived, back));
    consumers.add(Consumers.open(vertx, Bus.device(id, own), this::arrived, back));
    stops = vertx.eventBus().localConsumer(Bus.stop(id), message -> stop(message.body()));
    return Future.join(consumers.stream().map(MessageConsumer::completion).toList())
        .compose(_ -> Objects.requireNonNull(stops).completion())
        .compose(_ -> openEnds(own));
  }

  private Future<?> openEnds(int own) {
    List<EventLoop> loops = Loops.all(vertx);
    List<Future<InlineEnd>> opened = new ArrayList<>();
    for (int number = 0; number < loops.size(); number++) {
      if (number != own) {
        opened.add(InlineEnd.open((VertxInternal) vertx, loops.get(number), number, this));
      }
    }
    return Future.join(opened)
        .onComplete(
            _ -> opened.stream().filter(Future::succeeded).map(Future::result).forEach(ends::add))
        .onFailure(_ -> ends.forEach(InlineEnd::close));
  }

  @Override
  public Future<?> stop() {
    return Future.join(ends.stream().map(InlineEnd::close).toList())
        .eventually(() -> Future.join(consumers.stream().map(MessageConsumer::unregister).toList()))
        .eventually(this::lastCallEnded)
        .eventually(() -> stops == null ? Future.succeededFuture() : stops.unregister())
        .eventually(
            () -> {
              workers.close();
              return Future.succeededFuture();
            })
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      device.close();
                      return null;
                    }));
  }

  private Returns returns() {
    return Objects.requireNonNull(returns, "not started");
  }

  private Vigil vigil() {
    return Objects.requireNonNull(vigil, "not started");
  }

  private RunningCalls running() {
    return Objects.requireNonNull(running, "not started");
  }

  private KernelRunner runner() {
    return Objects.requireNonNull(runner, "not started");
  }

  /** Fails the calls that wait for a slot; ends when none runs any more. */
  private Future<Void> lastCallEnded() {
    long now = System.nanoTime();
    for (Call call = schedule.removeAny(now); call != null; call = schedule.removeAny(now)) {
      returns().fail(call);
    }
    returns().flush();
    stopping = Promise.promise();
    completeIfIdle(stopping);
    return stopping.future();
  }

  private void completeIfIdle(@Nullable Promise<Void> promise) {
    if (promise != null && running().isEmpty()) {
      vigil().cancel();
      promise.tryComplete();
    }
  }

  private void arrived(CallBatch batch) {
    try {
      Objects.requireNonNull(inline).arrived(batch);
    } finally {
      pump();
    }
  }

  private void enqueue(Call call) {
    if (call.stopReason() == StopReason.NONE) {
      schedule.add(call, System.nanoTime());
    } else {
      // Its stop message may have been here before it.
      returns().stop(call);
    }
  }

  /** Ends a call that waits, and tells the driver of one that runs; others have gone. */
  private void stop(Stop stop) {
    if (schedule.remove(stop)) {
      returns().stop(stop.call());
      returns().flush();
    } else {
      running().stop(stop);
    }
  }

  private void pump() {
    long now = System.nanoTime();
    for (Call call = startNext(now); call != null; call = startNext(now)) {
      if (call.isOver(now)) {
        schedule.skipped(call);
        returns().stop(call);
      } else {
        start(call);
      }
    }
    returns().flush();
    if (keepsVigil) {
      keepsVigil = false;
      vigil().awaitsEnd(System.nanoTime());
    }
  }

  private @Nullable Call startNext(long nowNanos) {
    return schedule.start(functions.allSynchronous() ? workers.roomAhead() : 0, nowNanos);
  }

  private void start(Call call) {
    try {
      hand(call, call.invocation().withCancellation(running().begin(call)));
    } catch (Throwable e) {
      // For want of a thread, say.
      running().end(call);
      schedule.skipped(call);
      returns().fail(call);
      runner().explain(call, e);
    }
  }

  private void hand(Call call, Invocation invocation) {
    switch (functions.of(call)) {
      case Synchronous(_, _, Kernel kernel) -> {
        Worker worker = workers.take(device.slots());
        worker.run(() -> runOnWorker(worker, kernel, call, invocation), schedule.isShort(call));
        keepsVigil = true;
      }
      case Asynchronous asynchronous -> startAsynchronous(asynchronous, call, invocation);
    }
  }

  /** <b>Thread:</b> a worker. */
  private void runOnWorker(Worker worker, Kernel kernel, Call call, Invocation invocation) {
    long started = System.nanoTime();
    // It may have been made ready behind another one.
    Outcome outcome =
        call.stopReason() == StopReason.NONE
            ? runner().run(kernel, call, invocation)
            : Outcome.stopped();
    Ended ended = new Ended(started, System.nanoTime(), outcome);
    Loops.of(context).execute(() -> backFromWorker(worker, call, ended));
  }

  private void backFromWorker(Worker worker, Call call, Ended ended) {
    workers.give(worker);
    vigil().ended(ended.endedNanos());
    keepsVigil = workers.areBusy();
    ((ContextInternal) context).dispatch(() -> finished(call, ended));
  }

  private record Ended(long startedNanos, long endedNanos, Outcome outcome) {}

  private void startAsynchronous(Asynchronous function, Call call, Invocation invocation) {
    long started = System.nanoTime();
    AtomicBoolean ended = new AtomicBoolean();
    Promise<Ended> promise = Promise.promise();
    promise.future().onComplete(result -> finished(call, result.result()));
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
        Ended failed = new Ended(started, System.nanoTime(), runner().explain(call, e));
        // Not at once: the next call starts in here, and may fail as well.
        context.runOnContext(_ -> promise.complete(failed));
      }
    }
  }

  private void finished(Call call, Ended how) {
    running().end(call);
    call.started(how.startedNanos());
    call.ended(how.endedNanos(), how.outcome());
    schedule.ended(call);
    returns().add(call);
    pump();
    completeIfIdle(stopping);
  }
}
