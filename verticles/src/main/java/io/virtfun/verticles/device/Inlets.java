package io.virtfun.verticles.device;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where calls for a device come in: its verticle, and an end of it on each other event loop.
 *
 * <p><b>Thread:</b> the verticle's event loop.
 */
final class Inlets {
  private final Vertx vertx;
  private final DeviceVerticle verticle;
  private final List<MessageConsumer<CallBatch>> calls = new ArrayList<>();
  private final List<InlineEnd> ends = new ArrayList<>();
  private @Nullable MessageConsumer<Stop> stops;

  Inlets(Vertx vertx, DeviceVerticle verticle) {
    this.vertx = vertx;
    this.verticle = verticle;
  }

  /**
   * Opens all.
   *
   * @param own number of the verticle's event loop
   * @param returns where calls go that come too late
   */
  Future<?> open(int own, Consumer<CallBatch> arrived, Returns returns, Consumer<Stop> stopped) {
    int number = verticle.number();
    calls.add(Consumers.open(vertx, Bus.device(number), arrived, returns));
    calls.add(Consumers.open(vertx, Bus.device(number, own), arrived, returns));
    MessageConsumer<Stop> opened =
        vertx.eventBus().localConsumer(Bus.stop(number), message -> stopped.accept(message.body()));
    stops = opened;
    return Future.join(calls.stream().map(MessageConsumer::completion).toList())
        .compose(_ -> opened.completion())
        .compose(_ -> openEnds(own));
  }

  private Future<?> openEnds(int own) {
    List<EventLoop> loops = Loops.all(vertx);
    List<Future<InlineEnd>> opened = new ArrayList<>();
    for (int loop = 0; loop < loops.size(); loop++) {
      if (loop != own) {
        opened.add(InlineEnd.open((VertxInternal) vertx, loops.get(loop), loop, verticle));
      }
    }
    return Future.join(opened)
        .onComplete(
            _ -> opened.stream().filter(Future::succeeded).map(Future::result).forEach(ends::add))
        .onFailure(_ -> ends.forEach(InlineEnd::close));
  }

  /** Takes no more calls; what is to stop them still arrives. */
  Future<?> close() {
    return Future.join(ends.stream().map(InlineEnd::close).toList())
        .eventually(() -> Future.join(calls.stream().map(MessageConsumer::unregister).toList()));
  }

  /** Hears nothing any more. */
  Future<Void> closeStops() {
    return stops == null ? Future.succeededFuture() : stops.unregister();
  }
}
