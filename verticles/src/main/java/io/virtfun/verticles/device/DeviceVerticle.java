package io.virtfun.verticles.device;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.CallQueue;
import io.virtfun.verticles.bus.ThrottledLog;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hosts one device: queues the calls that lanes send, keeps as many running as the device has
 * slots, and returns each to the doorbell verticle it came from.
 *
 * <p>What waits here is bounded by the lanes' windows. Calls that the driver declares short run on
 * this event loop, a bounded number per turn; the others on as many worker threads as there are
 * slots, or where the device signals.
 *
 * <p><b>Thread:</b> everything but the constructor on the verticle's event loop, where not said
 * otherwise. <b>Ownership:</b> closes the device when it stops.
 */
public final class DeviceVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(DeviceVerticle.class.getName());
  private static final int INLINE_CALLS_PER_TURN = 64;
  private static final long LONGEST_CALL_MINUTES = 60;

  private final String id;
  private final Device device;
  private final Map<String, DeviceFunction> functions = new HashMap<>();
  private final CallQueue inline = new CallQueue();
  private final CallQueue waiting = new CallQueue();
  private final Returns returns;
  private final ThrottledLog log = new ThrottledLog(LOG);
  private @Nullable MessageConsumer<CallBatch> consumer;
  private @Nullable WorkerExecutor workers;
  private int running;
  private boolean pumpScheduled;
  private @Nullable Promise<Void> stopping;

  /** A verticle for an open device; calls come to {@link Bus#device} of its id. */
  public DeviceVerticle(String id, Device device) {
    this.id = id;
    this.device = device;
    this.returns = new Returns(() -> vertx.eventBus());
    for (DeviceFunction function : device.functions()) {
      functions.put(function.spec().qualifiedName(), function);
    }
  }

  @Override
  public Future<?> start() {
    workers =
        vertx.createSharedWorkerExecutor(
            "virtfun-device-" + id, device.slots(), LONGEST_CALL_MINUTES, TimeUnit.MINUTES);
    MessageConsumer<CallBatch> opened =
        vertx.eventBus().localConsumer(Bus.device(id), this::arrived);
    // The bus may drop what a consumer can no longer take; a call must end even so.
    ((MessageConsumerImpl<CallBatch>) opened).discardHandler(this::discarded);
    consumer = opened;
    return opened.completion();
  }

  @Override
  public Future<?> stop() {
    return Objects.requireNonNull(consumer)
        .unregister()
        .eventually(this::lastCallEnded)
        .eventually(() -> Objects.requireNonNull(workers).close())
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      device.close();
                      return null;
                    }));
  }

  /** Fails the calls that wait for a slot; ends when none runs any more. */
  private Future<Void> lastCallEnded() {
    failAll(inline);
    failAll(waiting);
    returns.flush();
    stopping = Promise.promise();
    completeIfIdle(stopping);
    return stopping.future();
  }

  private void completeIfIdle(@Nullable Promise<Void> promise) {
    if (promise != null && running == 0) {
      promise.tryComplete();
    }
  }

  private void failAll(CallQueue queue) {
    long now = System.nanoTime();
    for (Call call = queue.poll(); call != null; call = queue.poll()) {
      call.started(now);
      end(call, Outcome.deviceFailed());
    }
  }

  private void arrived(Message<CallBatch> message) {
    for (Call call : message.body().calls()) {
      (runsInline(call) ? inline : waiting).add(call);
    }
    pump();
  }

  private void discarded(Message<CallBatch> message) {
    CallQueue lost = new CallQueue();
    message.body().calls().forEach(lost::add);
    failAll(lost);
    returns.flush();
  }

  private boolean runsInline(Call call) {
    return function(call) instanceof Synchronous synchronous
        && call.invocation().input().byteSize() + call.invocation().output().byteSize()
            <= synchronous.inlineUpToBytes();
  }

  private DeviceFunction function(Call call) {
    return Objects.requireNonNull(functions.get(call.function().qualifiedName()));
  }

  private void pump() {
    for (int i = 0; i < INLINE_CALLS_PER_TURN && !inline.isEmpty(); i++) {
      runInline(Objects.requireNonNull(inline.poll()));
    }
    while (running < device.slots() && !waiting.isEmpty()) {
      Call call = Objects.requireNonNull(waiting.poll());
      if (call.isAbandoned()) {
        call.started(System.nanoTime());
        end(call, Outcome.deviceFailed());
      } else {
        start(call);
      }
    }
    returns.flush();
    if (!inline.isEmpty() && !pumpScheduled) {
      pumpScheduled = true;
      // A task that re-submits itself would keep the loop from its I/O for a whole task quantum.
      ((SingleThreadEventLoop) ((ContextInternal) context).nettyEventLoop())
          .executeAfterEventLoopIteration(() -> context.runOnContext(this::pumpAgain));
    }
  }

  private void pumpAgain(Void ignored) {
    pumpScheduled = false;
    pump();
  }

  private void runInline(Call call) {
    Kernel kernel = ((Synchronous) function(call)).kernel();
    call.started(System.nanoTime());
    end(call, run(kernel, call));
  }

  private void start(Call call) {
    running++;
    switch (function(call)) {
      case Synchronous(_, _, Kernel kernel) ->
          Objects.requireNonNull(workers)
              .executeBlocking(() -> runOnWorker(kernel, call), false)
              .onComplete(result -> finished(call, result.otherwise(this::failed).result()));
      case Asynchronous asynchronous -> startAsynchronous(asynchronous, call);
    }
  }

  /** <b>Thread:</b> a worker. */
  private Ended runOnWorker(Kernel kernel, Call call) {
    long started = System.nanoTime();
    Outcome outcome = run(kernel, call);
    return new Ended(started, System.nanoTime(), outcome);
  }

  private record Ended(long startedNanos, long endedNanos, Outcome outcome) {}

  private void startAsynchronous(Asynchronous function, Call call) {
    long started = System.nanoTime();
    AtomicBoolean ended = new AtomicBoolean();
    Promise<Ended> promise = Promise.promise();
    promise.future().onComplete(result -> finished(call, result.result()));
    try {
      function
          .kernel()
          .start(
              call.invocation(),
              outcome -> {
                if (ended.compareAndSet(false, true)) {
                  long now = System.nanoTime();
                  context.runOnContext(
                      _ -> promise.complete(new Ended(started, now, orFailed(outcome))));
                }
              });
    } catch (Throwable e) {
      if (ended.compareAndSet(false, true)) {
        Ended failed = new Ended(started, System.nanoTime(), explain(call, e));
        // Not at once: the next call starts in here, and may fail as well.
        context.runOnContext(_ -> promise.complete(failed));
      }
    }
  }

  private Ended failed(Throwable cause) {
    long now = System.nanoTime();
    log.warn(() -> "device " + id + ": " + cause);
    return new Ended(now, now, Outcome.deviceFailed());
  }

  private void finished(Call call, Ended how) {
    running--;
    call.started(how.startedNanos());
    call.ended(how.endedNanos(), how.outcome());
    returns.add(call);
    pump();
    completeIfIdle(stopping);
  }

  /** Runs a kernel to its end. <b>Thread:</b> any. */
  private Outcome run(Kernel kernel, Call call) {
    try {
      return orFailed(kernel.run(call.invocation()));
    } catch (Throwable e) {
      // Errors too: a driver may lack a class, and a mapping pages that the kernel cannot supply.
      return explain(call, e);
    }
  }

  /** A driver can answer nothing in spite of its contract. */
  private static Outcome orFailed(@Nullable Outcome outcome) {
    return outcome == null ? Outcome.deviceFailed() : outcome;
  }

  private Outcome explain(Call call, Throwable e) {
    String line = "device " + id + ": " + call.function().qualifiedName() + " failed: " + e;
    context.runOnContext(_ -> log.warn(() -> line));
    return Outcome.deviceFailed();
  }

  private void end(Call call, Outcome outcome) {
    call.ended(System.nanoTime(), outcome);
    returns.add(call);
  }
}
