package io.virtfun.verticles.device;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.BatchPool;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the calls that ended in one turn into few messages per doorbell verticle.
 *
 * <p><b>Thread:</b> one event loop.
 */
final class Returns {
  private final EventBus bus;
  private final BatchPool pool = new BatchPool();
  private final List<@Nullable CallBatch> batches = new ArrayList<>();

  Returns(EventBus bus) {
    this.bus = bus;
  }

  void add(Call call) {
    while (batches.size() <= call.doorbell()) {
      batches.add(null);
    }
    CallBatch batch = batches.get(call.doorbell());
    if (batch == null) {
      batch = pool.take();
      batches.set(call.doorbell(), batch);
    }
    batch.add(call);
    if (batch.isFull()) {
      batches.set(call.doorbell(), null);
      send(batch);
    }
  }

  /** Returns a batch of ended calls of one doorbell verticle, at once where that is here. */
  void send(CallBatch batch) {
    CallBatch.Home home = batch.home();
    if (home != null) {
      home.returned(batch);
      return;
    }
    bus.send(Bus.doorbell(batch.get(0).doorbell()), batch, Bus.LOCAL);
  }

  /** Takes over a batch whose calls have been dealt with. */
  void recycle(CallBatch batch) {
    pool.give(batch);
  }

  /** Returns calls that nobody will run. */
  void discarded(Message<CallBatch> message) {
    message.body().calls().forEach(this::unrun);
    flush();
  }

  /** Returns a call that was not begun, but should have been. */
  void unrun(Call call) {
    call.endedUnrun(System.nanoTime());
    add(call);
  }

  /** Ends a call that could not be started. */
  void fail(Call call) {
    end(call, Outcome.deviceFailed());
  }

  /** Ends a call that need not be run. */
  void stop(Call call) {
    end(call, Outcome.stopped());
  }

  private void end(Call call, Outcome how) {
    long now = System.nanoTime();
    call.started(now);
    call.ended(now, how);
    add(call);
  }

  void flush() {
    for (int i = 0; i < batches.size(); i++) {
      CallBatch batch = batches.get(i);
      if (batch != null) {
        batches.set(i, null);
        send(batch);
      }
    }
  }
}
