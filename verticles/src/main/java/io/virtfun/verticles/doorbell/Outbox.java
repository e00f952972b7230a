package io.virtfun.verticles.doorbell;

import io.vertx.core.eventbus.EventBus;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.routing.DeviceRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one turn sends to each device into one message.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Outbox implements Lane.Outbox {
  private final EventBus bus;
  private final String[] addresses;
  private final @Nullable CallBatch[] batches;

  Outbox(EventBus bus, List<DeviceRoute> devices) {
    this.bus = bus;
    this.addresses = devices.stream().map(d -> Bus.device(d.id())).toArray(String[]::new);
    this.batches = new CallBatch[addresses.length];
  }

  @Override
  public void dispatch(Call call) {
    int index = call.deviceNumber() - 1;
    CallBatch batch = batches[index];
    if (batch == null) {
      batch = new CallBatch();
      batches[index] = batch;
    }
    batch.add(call);
  }

  void flush() {
    for (int i = 0; i < batches.length; i++) {
      CallBatch batch = batches[i];
      if (batch != null) {
        batches[i] = null;
        bus.send(addresses[i], batch, Bus.LOCAL);
      }
    }
  }
}
