package io.virtfun.verticles.simulation;

import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.lane.Deferral;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayList;
import java.util.List;

/** A tenant's gate on one event loop, its lanes there, and those that a limit holds up. */
final class Doorway implements Tenant.Listener {
  private static final int NEWS_NANOS = 2_000;

  private final Timeline time;
  private final Chance chance;
  private final Gate gate;
  private final List<SimulatedLane> lanes = new ArrayList<>();
  private final List<SimulatedLane> waiting = new ArrayList<>();
  private int unheardChanges;
  private boolean open = true;

  Doorway(Timeline time, Chance chance, Tenant tenant, Routes routes) {
    this.time = time;
    this.chance = chance;
    this.gate = new Gate(tenant, routes, this);
  }

  Gate gate() {
    return gate;
  }

  boolean isOpen() {
    return open;
  }

  void joined(SimulatedLane lane) {
    lanes.add(lane);
  }

  void left(SimulatedLane lane) {
    lanes.remove(lane);
    if (lanes.isEmpty()) {
      gate.close();
      open = false;
    }
  }

  /** Whether the gate has the limits of now. */
  boolean isUpToDate() {
    return unheardChanges == 0;
  }

  /** Calls that its lanes have in flight. */
  int inFlight() {
    int sum = 0;
    for (SimulatedLane lane : lanes) {
      sum += lane.lane().inFlight();
    }
    return sum;
  }

  /** Has a lane wait until its next call may go. */
  void hold(SimulatedLane lane) {
    waiting.add(lane);
    Deferral deferral = lane.lane().deferral();
    if (!deferral.isUntilSlot()) {
      time.at(deferral.untilNanos(), this::release);
    } else if (!gate.awaitSlot()) {
      time.after(chance.nanos(NEWS_NANOS), this::release);
    }
  }

  boolean isHeld(SimulatedLane lane) {
    return waiting.contains(lane);
  }

  /** Has a lane wait no more; whether it did. */
  boolean leave(SimulatedLane lane) {
    return waiting.remove(lane);
  }

  private void release() {
    List<SimulatedLane> released = List.copyOf(waiting);
    waiting.clear();
    released.forEach(SimulatedLane::activate);
  }

  @Override
  public void slotFreed() {
    time.after(chance.nanos(NEWS_NANOS), this::release);
  }

  @Override
  public void limitsChanged() {
    unheardChanges++;
    time.after(
        chance.nanos(NEWS_NANOS),
        () -> {
          unheardChanges--;
          gate.refresh();
          release();
        });
  }
}
