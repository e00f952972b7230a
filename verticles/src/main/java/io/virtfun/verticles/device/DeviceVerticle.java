package io.virtfun.verticles.device;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
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
  private final Loans loans;
  private final ThrottledLog log = new ThrottledLog(LOG);
  private final Polling polling;
  private @Nullable Parts parts;
  private volatile @Nullable Reference reference;
  private @Nullable Inlets inlets;
  private @Nullable Promise<Void> stopping;

  /** What lives on the event loop. */
  private record Parts(
      Returns returns,
      KernelRunner runner,
      RunningCalls running,
      HealthWatch health,
      Verifier verifier,
      Executions executions,
      InlineCalls inline) {}

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
    this.loans = new Loans(schedule, this::pump);
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

  /** The device as a reference of others, once it is deployed. <b>Thread:</b> any. */
  public @Nullable Reference reference() {
    return reference;
  }

  @Override
  public Future<?> start() {
    Parts made = parts(new Returns(vertx.eventBus()));
    parts = made;
    reference = new Reference(device, standing(), new Lending(context, loans, made.health));
    Inlets opened = new Inlets(vertx, this);
    inlets = opened;
    return opened.open(Loops.numberOf(context), this::arrived, made.returns, this::stop);
  }

  private Parts parts(Returns returns) {
    KernelRunner runner = new KernelRunner(id, context, log);
    RunningCalls running = new RunningCalls(Loops.of(context), runner);
    HealthWatch health =
        new HealthWatch(
            new HealthWatch.Ward(id, device, context, running, this::giveUpWaiting, loans),
            terms.health(),
            standing());
    Verifier verifier =
        new Verifier(
            context,
            id,
            terms,
            new Verifier.Ends(
                running,
                (call, how) -> end(call, how, true),
                (call, how) -> end(call, how, false),
                health::lied));
    InlineCalls inline =
        new InlineCalls(
            functions(),
            runner,
            standing(),
            new InlineCalls.Ways(returns, this::enqueue, health::ended));
    Executions executions = new Executions(runner, running, device, polling, verifier);
    return new Parts(returns, runner, running, health, verifier, executions, inline);
  }

  @Override
  public Future<?> stop() {
    standing().quarantine("it is closed");
    parts().health.close();
    Inlets opened = Objects.requireNonNull(inlets, "not started");
    return opened
        .close()
        .eventually(this::lastCallEnded)
        .eventually(opened::closeStops)
        .eventually(
            () -> {
              parts().executions.close();
              parts().verifier.close();
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

  private Parts parts() {
    return Objects.requireNonNull(parts, "not started");
  }

  /** Calls of a tenant ended on another event loop, well or not. <b>Thread:</b> any. */
  void endedElsewhere(boolean failed, Object tenant) {
    context.runOnContext(_ -> parts().health.ended(failed, tenant));
  }

  /** Returns the calls that have not begun, and has lanes send elsewhere what they keep. */
  private void giveUpWaiting() {
    long now = System.nanoTime();
    for (Call call = schedule.removeAny(now); call != null; call = schedule.removeAny(now)) {
      parts().returns.unrun(call);
    }
    for (Call call : parts().executions.takeBack()) {
      parts().running.end(call);
      parts().verifier.forget(call);
      schedule.skipped(call);
      parts().returns.unrun(call);
    }
    pump();
    vertx.eventBus().publish(Bus.OUT_OF_SERVICE, number, Bus.LOCAL_NUMBER);
  }

  /** Returns the calls that wait for a slot; ends when none runs any more. */
  private Future<Void> lastCallEnded() {
    giveUpWaiting();
    Promise<Void> idle = Promise.promise();
    stopping = idle;
    completeIfIdle(idle);
    return idle.future().eventually(loans::close);
  }

  private void completeIfIdle(@Nullable Promise<Void> promise) {
    if (promise != null && parts().running.isEmpty() && parts().verifier.isIdle()) {
      parts().executions.rest();
      promise.tryComplete();
    }
  }

  private void arrived(CallBatch batch) {
    try {
      parts().inline.arrived(batch);
    } finally {
      pump();
    }
  }

  private void enqueue(Call call) {
    if (call.stopReason() != StopReason.NONE) {
      // Its stop message may have been here before it.
      parts().returns.stop(call);
    } else if (standing().isServing()) {
      schedule.add(call, System.nanoTime());
    } else {
      // It was under way when the device was quarantined.
      parts().returns.unrun(call);
    }
  }

  /** Ends a call that waits, and tells the driver of one that runs; others have gone. */
  private void stop(Stop stop) {
    if (schedule.remove(stop)) {
      parts().returns.stop(stop.call());
      parts().returns.flush();
    } else {
      parts().running.stop(stop);
    }
  }

  private void pump() {
    loans.lend();
    long now = System.nanoTime();
    for (Call call = startNext(now); call != null; call = startNext(now)) {
      if (call.isOver(now)) {
        schedule.skipped(call);
        parts().returns.stop(call);
      } else {
        start(call, now);
      }
    }
    standing().backlogNanos(schedule.backlogNanos());
    parts().returns.flush();
    parts().executions.lookOut();
  }

  private @Nullable Call startNext(long nowNanos) {
    // A call that is verified starts a little later, when another one may have come.
    boolean inSlotsOnly = parts().verifier.isOn() || loans.areAskedFor();
    return schedule.start(inSlotsOnly ? 0 : parts().executions.roomAhead(), nowNanos);
  }

  private void start(Call call, long nowNanos) {
    long limit = parts().health.limitNanos(schedule.knownNanos(call));
    Cancellation cancellation = parts().running.begin(call, nowNanos, limit);
    try {
      Invocation invocation = call.invocation().withCancellation(cancellation);
      parts().verifier.start(parts().executions, call, invocation, schedule.isShort(call));
    } catch (Throwable e) {
      // For want of a thread, say.
      parts().running.end(call);
      schedule.skipped(call);
      parts().runner.explain(call, e);
      parts().returns.fail(call);
    }
    parts().health.started();
  }

  /** A call ends; one of which the result was lost on its way is not charged to the device. */
  private void end(Call call, Executions.Ended how, boolean isOfDevice) {
    parts().running.end(call);
    call.started(how.startedNanos());
    call.ended(how.endedNanos(), how.outcome());
    schedule.ended(call);
    if (isOfDevice) {
      parts().health.ended(call);
    }
    parts().returns.add(call);
    pump();
    completeIfIdle(stopping);
  }
}
