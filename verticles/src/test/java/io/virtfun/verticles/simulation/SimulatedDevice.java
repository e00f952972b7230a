package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Standing;
import io.virtfun.verticles.schedule.DeviceSchedule;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device that works, stalls, fails, lies, hangs, is deaf, and dies, driven as by its verticle.
 */
final class SimulatedDevice {
  private static final int STOP_NANOS = 4_000;
  private static final int AGEING_NANOS = 50_000;

  private final Timeline time;
  private final Chance chance;
  private final Seen seen;
  private final Standing standing;
  private final List<SimulatedLoop> loops = new ArrayList<>();
  private final DeviceSchedule schedule;
  private final int slots;
  private final int ahead;
  private final int serviceNanos;
  private final boolean deaf;
  private final boolean sick;
  private final List<SimulatedRun> runs = new ArrayList<>();
  private final Map<SimulatedLoop, CallBatch> back = new LinkedHashMap<>();
  private int waiting;
  private boolean dead;
  private boolean calm;
  private long stalledUntilNanos;

  SimulatedDevice(Simulation.Setting setting, DeviceRoute route) {
    this.standing = route.standing();
    this.time = setting.time();
    this.chance = setting.chance();
    this.seen = setting.seen();
    this.slots = chance.between(1, 4);
    this.ahead = chance.below(2);
    this.schedule = new DeviceSchedule(slots, new FairQueue.Settings(AGEING_NANOS));
    this.serviceNanos = 1 + chance.below(60_000);
    this.deaf = chance.oneIn(5);
    this.sick = chance.oneIn(2);
    this.stalledUntilNanos = time.nowNanos();
  }

  /** Tells an event loop when it is out of service. */
  void tells(SimulatedLoop loop) {
    loops.add(loop);
  }

  /** Calls of one event loop have come. */
  void arrived(CallBatch batch, SimulatedLoop from) {
    if (dead) {
      batch.calls().forEach(call -> call.endedUnrun(time.nowNanos()));
      from.returns(batch);
      return;
    }
    int ended = 0;
    for (Call call : batch.calls()) {
      if (Offer.isShort(call.function())) {
        runAtOnce(call);
        ended++;
      }
    }
    if (ended == batch.size()) {
      from.returned(batch);
    } else {
      for (Call call : batch.calls()) {
        if (Offer.isShort(call.function())) {
          returns(call);
        } else {
          enqueue(call);
        }
      }
    }
    pump();
  }

  private void runAtOnce(Call call) {
    long now = time.nowNanos();
    call.startedOnLoop(now);
    call.ended(now, call.isOver(now) ? Outcome.stopped() : work(call.invocation()));
  }

  private void enqueue(Call call) {
    if (call.stopReason() != StopReason.NONE) {
      stopped(call);
    } else if (standing.isServing()) {
      schedule.add(call, time.nowNanos());
      waiting++;
    } else {
      unrun(call);
    }
  }

  /** A call is to stop, or another one has its slot by now. */
  void stop(Stop stop) {
    if (schedule.remove(stop)) {
      seen.saw(Sight.CALL_STOPPED_IN_QUEUE);
      waiting--;
      stopped(stop.call());
      flush();
      return;
    }
    if (stop.call().ticket() != stop.ticket() && stop.call().isInFlight()) {
      seen.saw(Sight.LATE_STOP_FOR_A_SLOT_IN_USE);
    }
    for (SimulatedRun run : runs) {
      if (run.call == stop.call() && run.ticket == stop.ticket() && !deaf && !run.asked) {
        run.asked = true;
        time.after(chance.nanos(STOP_NANOS), () -> stop(run));
        return;
      }
    }
  }

  private void stop(SimulatedRun run) {
    if (!run.ended) {
      Payload.scribble(run.invocation.output());
      end(run, chance.oneIn(8) ? work(run.invocation) : Outcome.stopped());
    }
  }

  private void pump() {
    startNext();
    standing.backlogNanos(schedule.backlogNanos());
    flush();
  }

  private void startNext() {
    long now = time.nowNanos();
    for (Call call = schedule.start(ahead, now); call != null; call = schedule.start(ahead, now)) {
      waiting--;
      if (call.isOver(now)) {
        schedule.skipped(call);
        stopped(call);
      } else if (sick && !calm && chance.oneIn(40)) {
        schedule.skipped(call);
        returns(call, Outcome.deviceFailed());
      } else {
        start(call);
      }
    }
  }

  private void start(Call call) {
    SimulatedRun run = new SimulatedRun(call, time.nowNanos());
    runs.add(run);
    assertTrue(runs.size() <= slots + ahead, "more calls run than there are slots");
    Payload.scribble(run.invocation.output());
    if (sick && !calm && chance.oneIn(15)) {
      seen.saw(Sight.CALL_HUNG);
    } else {
      endLater(run);
    }
  }

  private void endLater(SimulatedRun run) {
    long stall = Math.max(0, stalledUntilNanos - time.nowNanos());
    time.after(
        1 + chance.nanos(serviceNanos) + stall,
        () -> {
          if (!run.ended && stalledUntilNanos - time.nowNanos() > 0) {
            endLater(run);
          } else if (!run.ended) {
            end(run, work(run.invocation));
          }
        });
  }

  private Outcome work(Invocation invocation) {
    if (!sick || !chance.oneIn(4)) {
      Payload.work(invocation.input(), invocation.output());
      return Outcome.ok(Payload.BYTES);
    }
    Payload.scribble(invocation.output());
    return switch (chance.below(4)) {
      case 0 -> Outcome.ok(Payload.BYTES + 1 + chance.below(1_000));
      case 1 -> Outcome.badData();
      case 2 -> Outcome.outputTooSmall(1 + chance.below(1_000));
      default -> Outcome.deviceFailed();
    };
  }

  private void end(SimulatedRun run, Outcome outcome) {
    run.ended = true;
    runs.remove(run);
    run.call.started(run.startedNanos);
    run.call.ended(time.nowNanos(), outcome);
    schedule.ended(run.call);
    returns(run.call);
    pump();
  }

  private void stopped(Call call) {
    assertTrue(call.isOver(time.nowNanos()), "a call was stopped that nobody wants stopped");
    returns(call, Outcome.stopped());
  }

  private void unrun(Call call) {
    seen.saw(Sight.CALL_NOT_BEGUN);
    call.endedUnrun(time.nowNanos());
    returns(call);
  }

  private void returns(Call call, Outcome outcome) {
    call.started(time.nowNanos());
    call.ended(time.nowNanos(), outcome);
    returns(call);
  }

  private void returns(Call call) {
    CallBatch batch =
        back.computeIfAbsent(((SimulatedLane) call.owner()).loop(), _ -> new CallBatch());
    batch.add(call);
    if (batch.isFull()) {
      flush();
    }
  }

  private void flush() {
    back.forEach(SimulatedLoop::returns);
    back.clear();
  }

  /** No call ends for some time. */
  void stall(long forNanos) {
    stalledUntilNanos = time.nowNanos() + forNanos;
  }

  /** Its verticle is undeployed: what waits goes elsewhere, what runs ends when it ends. */
  void die() {
    dead = true;
    standing.quarantine("it is closed");
    giveUpWaiting(Sight.DEVICE_DIED_WITH_CALLS);
  }

  /** It gets no calls for some time, and gives up those that wait. */
  void quarantine(long forNanos) {
    standing.quarantine("for the test");
    giveUpWaiting(Sight.DEVICE_QUARANTINED_WITH_CALLS);
    time.after(forNanos, this::readmit);
  }

  private void readmit() {
    if (!dead) {
      standing.readmit();
    }
  }

  private void giveUpWaiting(Sight withCalls) {
    if (schedule.waiting() > 0) {
      seen.saw(withCalls);
    }
    long now = time.nowNanos();
    for (Call call = schedule.removeAny(now); call != null; call = schedule.removeAny(now)) {
      waiting--;
      unrun(call);
    }
    flush();
    loops.forEach(SimulatedLoop::outOfService);
  }

  /** From now on it is there, and every call ends, also one that hung. */
  void calm() {
    calm = true;
    dead = false;
    standing.readmit();
    List.copyOf(runs).forEach(this::endLater);
  }

  /** What holds at any time. */
  void check() {
    if (schedule.running() != runs.size() || schedule.waiting() != waiting || waiting < 0) {
      throw new AssertionError(
          "%d calls run and %d wait (expected: %d and %d)"
              .formatted(schedule.running(), schedule.waiting(), runs.size(), waiting));
    }
  }

  void checkIdle() {
    assertEquals(0, schedule.waiting() + schedule.running(), "calls that a device has kept");
  }
}
