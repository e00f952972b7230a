package io.virtfun.verticles.doorbell;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.virtfun.verticles.bus.BatchPool;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.lane.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one turn sends to each device into few messages, which go to the device's end on
 * this event loop.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Outbox implements Lane.Outbox {
  private final EventBus bus;
  private final BatchPool pool;
  private final CallBatch.Home home;
  private final int loop;
  private final List<MessageProducer<CallBatch>> devices = new ArrayList<>();
  private @Nullable CallBatch[] batches = {};

  /** The bus, and the event loop by its number. */
  record Way(EventBus bus, int loop) {}

  Outbox(Way way, BatchPool pool, CallBatch.Home home) {
    this.bus = way.bus;
    this.pool = pool;
    this.home = home;
    this.loop = way.loop;
  }

  private void reach(int deviceNumber) {
    while (devices.size() < deviceNumber) {
      devices.add(bus.sender(Bus.device(devices.size() + 1, loop), Bus.LOCAL));
    }
    batches = Arrays.copyOf(batches, deviceNumber);
  }

  @Override
  public void dispatch(Call call) {
    int index = call.deviceNumber() - 1;
    if (index >= batches.length) {
      reach(call.deviceNumber());
    }
    CallBatch batch = batches[index];
    if (batch == null) {
      batch = pool.take();
      batches[index] = batch;
    }
    batch.add(call);
    if (batch.isFull()) {
      send(index, batch);
    }
  }

  /**
   * At once, as it is rare; not of a call that is still here, which the device will find stopped:
   * calls that a guest cancels as fast as it makes them would send more than a device can take.
   */
  @Override
  public void stop(Call call) {
    CallBatch batch = batches[call.deviceNumber() - 1];
    if (batch != null && batch.calls().contains(call)) {
      return;
    }
    bus.send(Bus.stop(call.deviceNumber()), new Stop(call, call.ticket()), Bus.LOCAL_STOP);
  }

  private void send(int index, CallBatch batch) {
    batches[index] = null;
    batch.home(home);
    try {
      devices.get(index).write(batch).onFailure(_ -> giveBack(batch));
    } catch (RuntimeException e) {
      giveBack(batch);
    }
  }

  /** Sends what has gathered. */
  void flush() {
    for (int i = 0; i < batches.length; i++) {
      CallBatch batch = batches[i];
      if (batch != null) {
        send(i, batch);
      }
    }
  }

  /** Returns the calls for a device that is not there. */
  private void giveBack(CallBatch batch) {
    long now = System.nanoTime();
    batch.calls().forEach(call -> call.endedUnrun(now));
    bus.send(Bus.doorbell(batch.calls().getFirst().doorbell()), batch, Bus.LOCAL);
  }
}
