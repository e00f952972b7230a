package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.verticles.bus.BatchPool;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.ThrottledLog;
import org.jspecify.annotations.Nullable;

/**
 * A device's end on another event loop than its verticle's: runs short calls of that loop's lanes
 * there, so that they wake nobody, and passes the others on to the verticle.
 *
 * <p><b>Thread:</b> that event loop, except {@link #open} and {@link #close}.
 */
final class InlineEnd {
  private final DeviceVerticle device;
  private final ContextInternal context;
  private final Returns returns;
  private final InlineCalls inline;
  private final MessageProducer<CallBatch> verticle;
  private final BatchPool pool = new BatchPool();
  private @Nullable CallBatch others;
  private @Nullable Object told;
  private boolean failed;
  private @Nullable MessageConsumer<CallBatch> consumer;

  private InlineEnd(DeviceVerticle of, ContextInternal context, ThrottledLog log) {
    this.device = of;
    this.context = context;
    this.returns = new Returns(context.owner().eventBus());
    this.verticle = context.owner().eventBus().sender(Bus.device(of.number()), Bus.LOCAL);
    this.inline =
        new InlineCalls(
            of.functions(),
            new KernelRunner(of.id(), context, log),
            of.standing(),
            new InlineCalls.Ways(returns, this::passOn, this::ended));
  }

  /** Opens an end on an event loop. <b>Thread:</b> any. */
  static Future<InlineEnd> open(
      VertxInternal vertx, EventLoop loop, int number, DeviceVerticle verticle) {
    ContextInternal context =
        vertx
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(loop)
            .build();
    Promise<InlineEnd> opened = Promise.promise();
    context.runOnContext(
        _ -> {
          InlineEnd end = new InlineEnd(verticle, context, new ThrottledLog(DeviceVerticle.LOG));
          end.consume(Bus.device(verticle.number(), number)).map(end).onComplete(opened);
        });
    return opened.future();
  }

  private Future<Void> consume(String address) {
    MessageConsumer<CallBatch> opened =
        Consumers.open(context.owner(), address, this::arrived, returns);
    consumer = opened;
    return opened.completion();
  }

  private void arrived(CallBatch batch) {
    inline.arrived(batch);
    tell();
    CallBatch rest = others;
    if (rest != null) {
      others = null;
      pass(rest);
    }
  }

  /**
   * Tells the verticle how a call ended, the last one of a batch: more would be more than it needs.
   */
  private void ended(Call call) {
    told = call.origin().tenant();
    failed = call.hasFailed();
  }

  private void tell() {
    Object tenant = told;
    if (tenant != null) {
      told = null;
      device.endedElsewhere(failed, tenant);
    }
  }

  private void passOn(Call call) {
    CallBatch batch = others;
    if (batch == null) {
      batch = pool.take();
      others = batch;
    }
    batch.add(call);
  }

  private void pass(CallBatch batch) {
    verticle
        .write(batch)
        .onFailure(
            _ -> {
              batch.calls().forEach(returns::unrun);
              returns.flush();
            });
  }

  /** Takes no more calls. <b>Thread:</b> any. */
  Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        _ -> {
          if (consumer == null) {
            closed.complete();
          } else {
            consumer.unregister().onComplete(closed);
          }
        });
    return closed.future();
  }
}
