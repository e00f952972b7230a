package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.Why;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.routing.Choice;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Route;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lane's calls from their acceptance to their end, at devices and waiting for them.
 *
 * <p>A call that is to stop ends at once where it waits here. Of one at a device the device is
 * told, and it ends when it comes back: until then the device may use the guest's memory.
 *
 * <p><b>Thread:</b> the lane's. <b>Units:</b> {@link System#nanoTime()}.
 */
final class InFlight {
  /** Most calls that expire in one go. */
  static final int EXPIRIES = 256;

  /** Most devices that one call is tried on. */
  private static final int MOST_DEVICES = 3;

  /** How often a call is sent on at most by devices that do not begin it. */
  private static final int MOST_MOVES = 8;

  private final CallTable table;
  private @Nullable Link[] links = {};
  private final Route.Load load;
  private final Gate gate;
  private final Answers answers;
  private final Lane.Outbox outbox;
  private int dispatched;

  InFlight(CallTable table, Gate gate, Answers answers, Lane.Outbox outbox) {
    this.table = table;
    this.gate = gate;
    this.load = this::load;
    this.answers = answers;
    this.outbox = outbox;
  }

  /** Calls that are at a device or wait for it. */
  int load(int deviceNumber) {
    Link link = deviceNumber <= links.length ? links[deviceNumber - 1] : null;
    return link == null ? 0 : link.load();
  }

  /** What the lane has at the device of a call that is in flight. */
  private Link link(Call call) {
    return Objects.requireNonNull(links[call.deviceNumber() - 1]);
  }

  /** The same of a device, which may have the number of one that has gone. */
  private Link link(DeviceRoute device) {
    int index = device.number() - 1;
    if (index >= links.length) {
      links = Arrays.copyOf(links, index + 1);
    }
    Link known = links[index];
    if (known == null || known.device().standing() != device.standing()) {
      known = new Link(device, gate);
      links[index] = known;
    }
    return known;
  }

  /** Takes a call over; there must be a slot. */
  void begin(SubmissionEntry entry, Route route, Invocation invocation, long nowNanos) {
    Call call = table.take();
    call.begin(entry.correlationId(), nowNanos, invocation);
    call.terms(
        gate.limits().priority(entry.priority()),
        TimeUnit.MICROSECONDS.toNanos(entry.timeToLiveMicros()));
    DeviceRoute device = device(gate.routes().current(entry.device()), route, call);
    Link link = link(device);
    call.assign(route.id(), device.number(), link.origin());
    table.enter(call);
    if (link.admit(call)) {
      send(call);
    }
  }

  /** The device for a call, and why it is that one. */
  private DeviceRoute device(int askedFor, Route route, Call call) {
    if (askedFor != 0) {
      call.assignment().why(Why.ASKED_FOR);
      return Objects.requireNonNull(route.device(askedFor));
    }
    Choice choice = gate.choice();
    long inputBytes = call.invocation().input().byteSize();
    DeviceRoute chosen = choice.first(route, load, inputBytes, !call.mayExpire());
    call.assignment().why(choice.why());
    // One that has just been quarantined has the call come back.
    return chosen == null ? route.devices().getFirst() : chosen;
  }

  private void send(Call call) {
    dispatched++;
    outbox.dispatch(call);
  }

  /** Ends a call that came back from its device, and sends the next one that waited for it. */
  void finish(Call call) {
    // First: where answering fails the call is at no device even so.
    dispatched--;
    gate.charge(call.functionId(), call);
    learn(call);
    Link from = link(call);
    boolean ends = ends(call);
    try {
      Call next = from.returned(call);
      if (next != null) {
        send(next);
      }
    } finally {
      if (ends) {
        // Also where the lane fails: the tenant's other lanes may wait for it.
        free(call);
      }
    }
  }

  /**
   * Ends a call unless it goes to another device; whether it ends. Where that fails a device may
   * have it: its slot is free for others, and the call lent to nobody again.
   */
  private boolean ends(Call call) {
    boolean sound = false;
    try {
      boolean ends = !goesElsewhere(call);
      if (ends) {
        answers.end(call);
        gate.answered(call.functionId(), answers.lastStatus(), answers.lastOutputBytes());
      }
      sound = true;
      return ends;
    } finally {
      if (!sound) {
        gate.left(call.functionId());
        table.drop(call);
      }
    }
  }

  private void learn(Call call) {
    if (call.assignment().why() != Why.ONLY && call.outcome().kind() == Outcome.Kind.OK) {
      long inputBytes = call.invocation().input().byteSize();
      gate.choice().learn(call.functionId(), call.deviceNumber(), inputBytes, call.ranNanos());
    }
  }

  /** Sends a call that its device failed to another one, where running it twice does no harm. */
  private boolean goesElsewhere(Call call) {
    if (!call.hasFailed() || call.isOver(call.endedNanos()) || !mayGoElsewhere(call)) {
      return false;
    }
    Route route = gate.routes().find(call.functionId());
    DeviceRoute device = route == null ? null : another(route, call);
    if (device == null) {
      return false;
    }
    Link link = link(device);
    call.reassign(device.number(), link.origin());
    if (link.admit(call)) {
      send(call);
    }
    return true;
  }

  private static boolean mayGoElsewhere(Call call) {
    return call.isUnrun()
        ? call.assignment().moves() < MOST_MOVES
        : call.function().idempotent()
            && call.assignment().attempts() < MOST_DEVICES - 1
            && call.assignment().why() != Why.ASKED_FOR;
  }

  private @Nullable DeviceRoute another(Route route, Call call) {
    if (call.assignment().why() == Why.ASKED_FOR) {
      int current = gate.routes().current(call.deviceNumber());
      DeviceRoute there = current == call.deviceNumber() ? null : route.device(current);
      return there != null && there.standing().isServing() ? there : null;
    }
    long inputBytes = call.invocation().input().byteSize();
    return gate.choice().next(route, load, inputBytes, call.assignment()::hasHad);
  }

  /**
   * Sends elsewhere what waits for devices that take no more calls, or ends it. All of them: a call
   * for which no device served any more may have come to wait for one that was left before.
   */
  void leave(long nowNanos) {
    // A call that goes elsewhere may bring other links.
    for (Link link : links.clone()) {
      if (link != null && !link.device().standing().isServing()) {
        leave(link, nowNanos);
      }
    }
  }

  private void leave(Link link, long nowNanos) {
    for (Call call = link.takeWaiting(); call != null; call = link.takeWaiting()) {
      call.endedUnrun(nowNanos);
      if (ends(call)) {
        free(call);
      }
    }
  }

  private void free(Call call) {
    gate.left(call.functionId());
    table.free(call);
  }

  /** Ends a call that came back from its device when nobody is left to answer. */
  void forget(Call call) {
    dispatched--;
    gate.charge(call.functionId(), call);
    free(call);
  }

  /** Stops the call with an id; false where there is none. */
  boolean cancel(long correlationId, long nowNanos) {
    Call call = table.find(correlationId);
    if (call != null) {
      stop(call, StopReason.CANCELLED, nowNanos);
    }
    return call != null;
  }

  /** Stops calls whose time to live has passed, at most {@link #EXPIRIES}. */
  void expire(long nowNanos) {
    for (int i = 0; i < EXPIRIES; i++) {
      Call call = table.firstToExpire();
      if (call == null || !call.isOverdue(nowNanos)) {
        return;
      }
      table.expired(call);
      stop(call, StopReason.EXPIRED, nowNanos);
    }
  }

  private void stop(Call call, StopReason reason, long nowNanos) {
    if (!call.stop(reason, nowNanos)) {
      return;
    }
    if (link(call).remove(call)) {
      Status status = reason == StopReason.CANCELLED ? Status.CANCELLED : Status.EXPIRED;
      answers.refuse(call.correlationId(), status, 0);
      gate.refused(call.functionId(), status);
      free(call);
    } else {
      outbox.stop(call);
    }
  }

  /** The call that expires first; null: none. */
  @Nullable Call firstToExpire() {
    return table.firstToExpire();
  }

  /** Drops the calls that wait, and has devices end those that they have. */
  void abandon() {
    for (Call call : table.slots()) {
      // One that failed before it had a device has none that could give it back.
      if (call != null && call.deviceNumber() != 0) {
        abandon(call);
      }
    }
  }

  private void abandon(Call call) {
    if (link(call).remove(call)) {
      free(call);
    } else if (call.stop(StopReason.ABANDONED, 0)) {
      outbox.stop(call);
    }
  }

  /** Calls that have not ended. */
  int size() {
    return table.size();
  }

  /** Calls that devices have. */
  int dispatched() {
    return dispatched;
  }
}
