package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A lane and the devices behind it, which do nothing until told. */
final class TestHost implements Lane.Outbox {
  static final int DOORBELL = 3;
  static final long NOW = 1_000_000;

  private final Lane lane;
  private final List<Call> stopped = new ArrayList<>();
  private final Map<Integer, Deque<Call>> devices = new HashMap<>();

  TestHost(TestGuest guest, Routes routes) {
    this(guest, Gate.open(routes));
  }

  TestHost(TestGuest guest, Gate gate) {
    lane = new Lane(new Lane.Place(guest.host(), 0, new CallPool(DOORBELL), this), gate, this);
  }

  @Override
  public void dispatch(Call call) {
    at(call.deviceNumber()).add(call);
  }

  @Override
  public void stop(Call call) {
    stopped.add(call);
  }

  /** The calls at devices that were to be stopped. */
  List<Call> stopped() {
    return stopped;
  }

  Lane lane() {
    return lane;
  }

  /** The calls at a device, in the order of their coming. */
  Deque<Call> at(int device) {
    return devices.computeIfAbsent(device, _ -> new ArrayDeque<>());
  }

  /** Correlation ids of the calls at a device. */
  long[] idsAt(int device) {
    return at(device).stream().mapToLong(Call::correlationId).toArray();
  }

  /** One turn as a doorbell verticle does it; true when the guest is to be rung. */
  boolean turn() {
    return turn(NOW);
  }

  boolean turn(long nowNanos) {
    lane.poll(Integer.MAX_VALUE, nowNanos);
    return lane.flush();
  }

  /** Ends the oldest call at a device. */
  void finish(int device, Outcome outcome) {
    finish(device, outcome, NOW);
  }

  void finish(int device, Outcome outcome, long nowNanos) {
    Call call = at(device).remove();
    call.ended(nowNanos, outcome);
    lane.finish(call);
  }

  /** Gives back the oldest call at a device, which has not begun it. */
  void giveBack(int device) {
    Call call = at(device).remove();
    call.endedUnrun(NOW);
    lane.finish(call);
  }

  /** Ends all calls at a device, those that come up meanwhile too, and publishes. */
  void finishAll(int device) {
    while (!at(device).isEmpty()) {
      finish(device, Outcome.ok(0));
    }
    lane.flush();
  }
}
