package io.virtfun.verticles.doorbell;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
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
  private final List<MessageProducer<CallBatch>> devices;
  private final @Nullable CallBatch[] batches;

  Outbox(EventBus bus, List<DeviceRoute> devices) {
    this.bus = bus;
    this.devices =
        devices.stream()
            .map(device -> bus.<CallBatch>sender(Bus.device(device.id()), Bus.LOCAL))
            .toList();
    this.batches = new CallBatch[devices.size()];
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
        devices.get(i).write(batch).onFailure(_ -> giveBack(batch));
      }
    }
  }

  /** Returns the calls for a device that is not there, as failed as they were begun. */
  private void giveBack(CallBatch batch) {
    bus.send(Bus.doorbell(batch.calls().getFirst().doorbell()), batch, Bus.LOCAL);
  }
}
