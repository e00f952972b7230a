package io.virtfun.verticles.simulation;

import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event loop with lanes on it: looks at those that are active, sends what they dispatch in
 * batches, and takes back what ended. Messages overtake one another.
 */
final class SimulatedLoop implements Lane.Outbox {
  private static final int HOP_NANOS = 15_000;
  private static final int LOOK_NANOS = 1_500;
  private static final int MOST_ENTRIES = 64;

  private final Timeline time;
  private final Chance chance;
  private final Seen seen;
  private final int number;
  private final CallPool calls;
  private final List<SimulatedDevice> devices;
  private final List<@Nullable CallBatch> batches = new ArrayList<>();
  private final List<SimulatedLane> lanes = new ArrayList<>();
  private final List<SimulatedLane> active = new ArrayList<>();
  private boolean lookPlanned;
  private boolean hasty;

  SimulatedLoop(Simulation.Setting setting, int number, List<SimulatedDevice> devices) {
    this.time = setting.time();
    this.chance = setting.chance();
    this.seen = setting.seen();
    this.number = number;
    this.calls = new CallPool(number);
    this.devices = devices;
    devices.forEach(_ -> batches.add(null));
    devices.forEach(device -> device.tells(this));
  }

  /** A lane lives here from now on. */
  void joined(SimulatedLane lane) {
    lanes.add(lane);
  }

  /** A device takes no calls; the lanes hear of it one by one. */
  void outOfService() {
    for (SimulatedLane lane : lanes) {
      time.after(chance.nanos(HOP_NANOS), () -> leave(lane));
    }
  }

  private void leave(SimulatedLane lane) {
    if (!lane.isClosed()) {
      lane.lane().leave(time.nowNanos());
      lane.publish();
      activate(lane);
      flush();
    }
  }

  int number() {
    return number;
  }

  CallPool calls() {
    return calls;
  }

  /** From now on a look takes all that there is. */
  void takeAll() {
    hasty = true;
  }

  @Override
  public void dispatch(Call call) {
    seen.saw(Sight.CALL_AT_DEVICE);
    ((SimulatedLane) call.owner()).dispatched(call);
    int index = call.deviceNumber() - 1;
    CallBatch batch = batches.get(index);
    if (batch == null) {
      batch = new CallBatch();
      batches.set(index, batch);
    }
    batch.add(call);
    if (batch.isFull()) {
      send(index, batch);
    }
  }

  @Override
  public void stop(Call call) {
    int index = call.deviceNumber() - 1;
    CallBatch batch = batches.get(index);
    if (batch == null || !batch.calls().contains(call)) {
      Stop stop = new Stop(call, call.ticket());
      time.after(chance.nanos(HOP_NANOS), () -> devices.get(index).stop(stop));
    }
  }

  private void send(int index, CallBatch batch) {
    batches.set(index, null);
    time.after(chance.nanos(HOP_NANOS), () -> devices.get(index).arrived(batch, this));
  }

  private void flush() {
    for (int i = 0; i < batches.size(); i++) {
      CallBatch batch = batches.get(i);
      if (batch != null) {
        send(i, batch);
      }
    }
  }

  /** Calls have ended at a device. */
  void returns(CallBatch batch) {
    time.after(chance.nanos(HOP_NANOS), () -> returned(batch));
  }

  /** Calls that have ended are here. */
  void returned(CallBatch batch) {
    List<SimulatedLane> lanes = new ArrayList<>();
    for (Call call : batch.calls()) {
      SimulatedLane lane = (SimulatedLane) call.owner();
      lane.finish(call);
      if (!lanes.contains(lane)) {
        lanes.add(lane);
      }
    }
    for (SimulatedLane lane : lanes) {
      lane.publish();
      lane.completeIfDrained();
      activate(lane);
    }
    flush();
  }

  /** Has a lane looked at. */
  void activate(SimulatedLane lane) {
    if (!lane.lane().isServing() || lane.doorway().isHeld(lane)) {
      return;
    }
    if (!lane.isActive()) {
      lane.active(true);
      lane.lane().disarm();
      active.add(lane);
    }
    planLook();
  }

  private void planLook() {
    if (!lookPlanned) {
      lookPlanned = true;
      time.after(1 + chance.nanos(LOOK_NANOS), this::look);
    }
  }

  void deactivate(SimulatedLane lane) {
    lane.active(false);
    lane.fallsAsleep(false);
    active.remove(lane);
  }

  /** The guest has rung. */
  void rung(SimulatedLane lane) {
    if (lane.doorway().isHeld(lane)) {
      watch(lane);
      flush();
    } else if (!lane.isClosed()) {
      activate(lane);
    }
  }

  /** The time to live of some call of a lane has passed. */
  void expire(SimulatedLane lane) {
    if (!lane.isClosed()) {
      lane.lane().expire(time.nowNanos());
      lane.publish();
      lane.minds(time);
      activate(lane);
      flush();
    }
  }

  private void look() {
    lookPlanned = false;
    for (SimulatedLane lane : List.copyOf(active)) {
      if (hasty || !chance.oneIn(4)) {
        serve(lane);
      }
    }
    flush();
    if (!active.isEmpty()) {
      planLook();
    }
  }

  private void serve(SimulatedLane lane) {
    if (lane.fallsAsleep()) {
      lane.fallsAsleep(false);
      sleep(lane);
      if (!lane.isActive()) {
        return;
      }
    }
    int most = hasty ? MOST_ENTRIES : chance.between(1, MOST_ENTRIES / 4);
    int taken = lane.lane().poll(most, time.nowNanos());
    lane.publish();
    lane.minds(time);
    if (lane.lane().deferral().isDeferred()) {
      deactivate(lane);
      seen.saw(Sight.LANE_HELD_BY_A_LIMIT);
      lane.doorway().hold(lane);
      watch(lane);
    } else if (!lane.lane().isServing()) {
      seen.saw(Sight.LANE_QUARANTINED);
      deactivate(lane);
    } else if (taken == 0) {
      // Not yet: the guest may publish between the last look and the arming.
      lane.fallsAsleep(true);
    }
  }

  private void sleep(SimulatedLane lane) {
    if (lane.lane().arm()) {
      lane.publish();
      deactivate(lane);
    } else {
      lane.lane().disarm();
    }
  }

  /** Sees the cancel entries of a lane that waits. */
  private void watch(SimulatedLane lane) {
    lane.lane().disarm();
    if (!lane.lane().arm()) {
      lane.lane().lookAhead(MOST_ENTRIES, time.nowNanos());
    }
    lane.publish();
  }
}
