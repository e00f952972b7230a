package io.virtfun.verticles.device;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.virtfun.verticles.bus.CallBatch;
import java.util.function.Consumer;

/** Consumers of calls, of which none is lost. */
final class Consumers {
  private Consumers() {}

  /** Opens one; calls that the bus drops come back as failed. */
  static MessageConsumer<CallBatch> open(
      Vertx vertx, String address, Consumer<CallBatch> arrived, Returns returns) {
    MessageConsumer<CallBatch> opened =
        vertx.eventBus().localConsumer(address, message -> arrived.accept(message.body()));
    // The bus may drop what a consumer can no longer take; a call must end even so.
    ((MessageConsumerImpl<CallBatch>) opened).discardHandler(returns::discarded);
    return opened;
  }
}
