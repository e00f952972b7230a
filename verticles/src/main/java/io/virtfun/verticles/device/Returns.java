package io.virtfun.verticles.device;

import io.vertx.core.eventbus.EventBus;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the calls that ended in one turn into one message per doorbell verticle.
 *
 * <p><b>Thread:</b> the device's event loop.
 */
final class Returns {
  private final Supplier<EventBus> bus;
  private final List<@Nullable CallBatch> batches = new ArrayList<>();

  Returns(Supplier<EventBus> bus) {
    this.bus = bus;
  }

  void add(Call call) {
    while (batches.size() <= call.doorbell()) {
      batches.add(null);
    }
    CallBatch batch = batches.get(call.doorbell());
    if (batch == null) {
      batch = new CallBatch();
      batches.set(call.doorbell(), batch);
    }
    batch.add(call);
  }

  void flush() {
    for (int i = 0; i < batches.size(); i++) {
      CallBatch batch = batches.get(i);
      if (batch != null) {
        batches.set(i, null);
        bus.get().send(Bus.doorbell(i), batch, Bus.LOCAL);
      }
    }
  }
}
