package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Standing;
import io.virtfun.verticles.schedule.DeviceSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  static final System.Logger LOG = System.getLogger(DeviceVerticle.class.getName());

  private final int number;
  private final String id;
  private final Device device;
  private final DeviceTerms terms;
  private final DeviceSchedule schedule;
  private final ThrottledLog log = new ThrottledLog(LOG);
  private final List<MessageConsumer<CallBatch>> consumers = new ArrayList<>();
  private final List<InlineEnd> ends = new ArrayList<>();
  private final Polling polling;
  private @Nullable Returns returns;
  private @Nullable InlineCalls inline;
  private @Nullable KernelRunner runner;
  private @Nullable Executions executions;
  private @Nullable RunningCalls running;
  private @Nullable HealthWatch health;
  private @Nullable Verifier verifier;
  private @Nullable MessageConsumer<Stop> stops;
  private @Nullable Promise<Void> stopping;

  /** As {@link #DeviceVerticle(DeviceRoute, Device, DeviceTerms, Polling)}, by default. */
  public DeviceVerticle(DeviceRoute route, Device device) {
    this(route, device, DeviceTerms.standard(route.standing()), Polling.adaptive());
  }

  /**
   * A verticle for an open device; calls come to {@link Bus#device} of its number.
   *
   * @param terms how it serves
   * @param polling how its threads look for calls before they park
   */
  public DeviceVerticle(DeviceRoute route, Device device, DeviceTerms terms, Polling polling) {
    this.schedule = new DeviceSchedule(device.slots(), terms.sharing());
    this.number = route.number();
    this.id = route.id();
    this.device = device;
    this.terms = terms;
    this.polling = polling;
  }

  int number() {
    return number;
  }

  String id() {
    return id;
  }

  Device device() {
    return device;
  }

  /** Calls that may be verified take the long way. */
  DeviceFunctions functions() {
    return new DeviceFunctions(device, terms.verification().perMillion() == 0);
  }

  Standing standing() {
    return terms.standing();
  }

  @Override
  public Future<?> start() {
    Returns back = new Returns(vertx.eventBus());
    returns = back;
    runner = new KernelRunner(id, context, log);
    running = new RunningCalls(Loops.of(context), runner);
    health =
        new HealthWatch(
            new HealthWatch.Ward(id, device, context, running, this::giveUpWaiting, this::pump),
            terms.health(),
            standing());
    Verifier verifies = new Verifier(context, terms.verification(), this::finished, health::lied);
    verifier = verifies;
    executions = new Executions(context, runner, device, polling, verifies);
    inline =
        new InlineCalls(
            functions(),
            runner,
            standing(),
            new InlineCalls.Ways(back, this::enqueue, health::ended));
    int own = Loops.numberOf(context);
    consumers.add(Consumers.open(vertx, Bus.device(number), this::arrived, back));
    consumers.add(Consumers.open(vertx, Bus.device(number, own), this::arrived, back));
    stops = vertx.eventBus().localConsumer(Bus.stop(number), message -> stop(message.body()));
    return Future.join(consumers.stream().map(MessageConsumer::completion).toList())
        .compose(_ -> Objects.requireNonNull(stops).completion())
        .compose(_ -> openEnds(own));
  }

  private Future<?> openEnds(int own) {
    List<EventLoop> loops = Loops.all(vertx);
    List<Future<InlineEnd>> opened = new ArrayList<>();
    for (int loop = 0; loop < loops.size(); loop++) {
      if (loop != own) {
        opened.add(InlineEnd.open((VertxInternal) vertx, loops.get(loop), loop, this));
      }
    }
    return Future.join(opened)
        .onComplete(
            _ -> opened.stream().filter(Future::succeeded).map(Future::result).forEach(ends::add))
        .onFailure(_ -> ends.forEach(InlineEnd::close));
  }

  @Override
  public Future<?> stop() {
    standing().quarantine("it is closed");
    return Future.join(ends.stream().map(InlineEnd::close).toList())
        .eventually(() -> Future.join(consumers.stream().map(MessageConsumer::unregister).toList()))
        .eventually(this::lastCallEnded)
        .eventually(() -> stops == null ? Future.succeededFuture() : stops.unregister())
        .eventually(
            () -> {
              executions().close();
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

  private Executions executions() {
    return Objects.requireNonNull(executions, "not started");
  }

  private HealthWatch health() {
    return Objects.requireNonNull(health, "not started");
  }

  private RunningCalls running() {
    return Objects.requireNonNull(running, "not started");
  }

  private KernelRunner runner() {
    return Objects.requireNonNull(runner, "not started");
  }

  /** Calls of a tenant ended on another event loop, well or not. <b>Thread:</b> any. */
  void endedElsewhere(boolean failed, Object tenant) {
    context.runOnContext(
        _ -> {
          health().ended(failed, tenant);
          checkWhereDue();
        });
  }

  /** Returns the calls that wait for a slot, and has lanes send elsewhere what they keep. */
  private void giveUpWaiting() {
    long now = System.nanoTime();
    for (Call call = schedule.removeAny(now); call != null; call = schedule.removeAny(now)) {
      returns().unrun(call);
    }
    returns().flush();
    vertx.eventBus().publish(Bus.OUT_OF_SERVICE, number, Bus.LOCAL_NUMBER);
  }

  /** Returns the calls that wait for a slot; ends when none runs any more. */
  private Future<Void> lastCallEnded() {
    Future<?> checked = health().close();
    giveUpWaiting();
    stopping = Promise.promise();
    completeIfIdle(stopping);
    return stopping.future().eventually(() -> checked);
  }

  private void completeIfIdle(@Nullable Promise<Void> promise) {
    if (promise != null && running().isEmpty()) {
      executions().rest();
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
    if (call.stopReason() != StopReason.NONE) {
      // Its stop message may have been here before it.
      returns().stop(call);
    } else if (standing().isServing()) {
      schedule.add(call, System.nanoTime());
    } else {
      // It was under way when the device was quarantined.
      returns().unrun(call);
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

  /** A check takes a slot, before any call that waits: else it would be one use too many. */
  private void checkWhereDue() {
    if (health().awaitsSlot() && schedule.reserve()) {
      health()
          .check()
          .onComplete(
              _ -> {
                schedule.release();
                pump();
              });
    }
  }

  private void pump() {
    checkWhereDue();
    long now = System.nanoTime();
    for (Call call = startNext(now); call != null; call = startNext(now)) {
      if (call.isOver(now)) {
        schedule.skipped(call);
        returns().stop(call);
      } else {
        start(call, now);
      }
    }
    standing().backlogNanos(schedule.backlogNanos());
    returns().flush();
    executions().lookOut();
  }

  private @Nullable Call startNext(long nowNanos) {
    // A call that is verified starts a little later, when another one may have come.
    int ahead = terms.verification().perMillion() == 0 ? executions().roomAhead() : 0;
    return schedule.start(ahead, nowNanos);
  }

  private void start(Call call, long nowNanos) {
    long limit = health().limitNanos(schedule.knownNanos(call));
    Cancellation cancellation = running().begin(call, nowNanos, limit);
    try {
      Invocation invocation = call.invocation().withCancellation(cancellation);
      Objects.requireNonNull(verifier)
          .start(executions(), call, invocation, schedule.isShort(call));
    } catch (Throwable e) {
      // For want of a thread, say.
      running().end(call);
      schedule.skipped(call);
      returns().fail(call);
      runner().explain(call, e);
    }
    health().started();
  }

  private void finished(Call call, Executions.Ended how) {
    running().end(call);
    call.started(how.startedNanos());
    call.ended(how.endedNanos(), how.outcome());
    schedule.ended(call);
    health().ended(call);
    returns().add(call);
    pump();
    completeIfIdle(stopping);
  }
}
