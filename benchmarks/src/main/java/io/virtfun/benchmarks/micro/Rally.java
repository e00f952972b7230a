package io.virtfun.benchmarks.micro;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.CallBatch;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Two consumers on the event bus, of which one serves batches and the other sends them back.
 *
 * <p><b>Thread:</b> one that is no event loop.
 */
final class Rally {
  private final Context server;
  private final MessageProducer<CallBatch> there;
  private final MessageProducer<CallBatch> back;

  // The server's event loop only.
  private int unserved;
  private int unreturned;
  private CountDownLatch ended = new CountDownLatch(0);

  /** Registers both, each on a context of its own. */
  Rally(Vertx vertx, String name, Context server, Context partner) {
    this.server = server;
    EventBus bus = vertx.eventBus();
    this.there = bus.sender(name + ".there", Bus.LOCAL);
    this.back = bus.sender(name + ".back", Bus.LOCAL);
    consume(bus, name + ".back", server, this::returned);
    consume(bus, name + ".there", partner, batch -> send(back, batch));
  }

  private static void consume(
      EventBus bus, String address, Context context, Consumer<CallBatch> consumer) {
    Promise<Void> registered = Promise.promise();
    context.runOnContext(
        _ ->
            bus.<CallBatch>localConsumer(address, message -> consumer.accept(message.body()))
                .completion()
                .onComplete(registered));
    registered.future().await();
  }

  private static void send(MessageProducer<CallBatch> to, CallBatch batch) {
    Future<Void> ignored = to.write(batch);
  }

  /** Sends batches there and back, so many at a time and so many in all. */
  void play(int batches, int trips) throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    server.runOnContext(
        _ -> {
          ended = latch;
          unserved = trips - batches;
          unreturned = trips;
          for (int i = 0; i < batches; i++) {
            send(there, new CallBatch());
          }
        });
    latch.await();
  }

  private void returned(CallBatch batch) {
    if (--unreturned == 0) {
      ended.countDown();
    }
    if (unserved > 0) {
      unserved--;
      send(there, batch);
    }
  }
}
