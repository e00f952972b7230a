package io.virtfun.verticles.lane;

import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Route;
import io.virtfun.verticles.routing.Routes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One lane and its in-flight table, which owns every accepted call until it ends.
 *
 * <h2>Taking</h2>
 *
 * {@link #poll} takes a bounded number of entries, each copied once. It takes none for which the
 * table has no slot or the completion queue no room, so answering never has to wait. An entry that
 * a limit of the tenant defers stays in the queue, and so do those behind it; {@link #deferral}
 * says for how long.
 *
 * <h2>Credit</h2>
 *
 * At each device a lane has at most the device's window of calls; others wait in the table. Waiting
 * for one device holds up no call to another.
 *
 * <h2>Ending</h2>
 *
 * A call ends by {@link #finish}, or is dropped by {@link #close} or by quarantine, when nobody is
 * left to answer. {@link #isDrained()} says whether devices still have calls of this lane.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class Lane {
  private final HostRegion region;
  private final int index;
  private final Gate gate;
  private final Outbox outbox;
  private final SubmissionConsumer submissions;
  private final Answers answers;
  private final Abuse abuse = new Abuse();
  private final Intake intake;
  private final List<Link> links;
  private final Route.Load load;
  private final Call[] table;
  private final Call[] freeSlots;
  private final int[] functions;
  private final SubmissionEntry entry = new SubmissionEntry();

  private int freeCount;
  private int dispatched;
  private boolean taken;
  private boolean mustRing;
  private boolean open = true;
  private QuarantineReason quarantineReason = QuarantineReason.NONE;
  private long acceptedCalls;

  /** Where accepted calls go. */
  @FunctionalInterface
  public interface Outbox {
    /** Sends a call to the device it was assigned to. */
    void dispatch(Call call);
  }

  /**
   * Where the lane lies, and what calls say of it.
   *
   * @param region the peer's region
   * @param index which of its lanes
   * @param doorbell number of the doorbell verticle that calls return to
   * @param owner what calls carry back to that verticle
   */
  public record Place(HostRegion region, int index, int doorbell, Object owner) {}

  /** Opens a lane of a tenant without limits. */
  public Lane(Place place, Routes routes, Outbox outbox) {
    this(place, Gate.open(routes), outbox);
  }

  /** Opens a lane whose calls are admitted at a gate. */
  public Lane(Place place, Gate gate, Outbox outbox) {
    this.region = place.region();
    this.index = place.index();
    this.gate = gate;
    this.outbox = outbox;
    this.submissions = region.submissions(index);
    this.answers = new Answers(region.completions(index));
    this.intake = new Intake(gate, new EntryReader(region), answers, abuse);
    this.links = gate.routes().devices().stream().map(Link::new).toList();
    this.load = number -> links.get(number - 1).load();
    this.table = new Call[region.geometry().lane(index).completionCapacity()];
    Arrays.setAll(table, slot -> new Call(place.owner(), slot, place.doorbell()));
    this.freeSlots = table.clone();
    this.freeCount = freeSlots.length;
    this.functions = new int[table.length];
    region.setLaneState(index, LaneState.OPEN, QuarantineReason.NONE);
  }

  /** Takes at most {@code most} entries; how many it took. */
  public int poll(int most, long nowNanos) {
    abuse.forget(nowNanos);
    intake.begin();
    int count = Math.min(room(), most);
    for (int i = 0; i < count; i++) {
      submissions.take(entry);
      switch (intake.accept(entry, nowNanos)) {
        case ADMITTED -> dispatch(intake.route(), nowNanos);
        case REFUSED -> {}
        case DEFERRED -> {
          submissions.untake();
          return i;
        }
      }
      taken = true;
    }
    return count;
  }

  /** What the next entry waited for when it was polled last. */
  public Deferral deferral() {
    return intake.deferral();
  }

  /** Whether it seems that there is something to {@link #poll}. */
  public boolean hasSubmissions() {
    return submissions.available() != 0;
  }

  private int room() {
    if (!isServing()) {
      return 0;
    }
    if (abuse.isTooMuch()) {
      quarantine(QuarantineReason.ABUSE);
      return 0;
    }
    int available = submissions.available();
    if (available == SubmissionConsumer.CORRUPT) {
      quarantine(QuarantineReason.SUBMISSION_TAIL);
      return 0;
    }
    int free = answers.free();
    if (free == CompletionProducer.CORRUPT) {
      quarantine(QuarantineReason.COMPLETION_HEAD);
      return 0;
    }
    return Math.min(available, free - inFlight());
  }

  private void dispatch(Route route, long nowNanos) {
    Call call = Objects.requireNonNull(freeSlots[--freeCount]);
    functions[call.slot()] = route.id();
    DeviceRoute device = route.choose(load);
    call.begin(entry.correlationId(), nowNanos, intake.invocation());
    call.assign(device.number());
    acceptedCalls++;
    if (links.get(device.number() - 1).admit(call)) {
      send(call);
    }
  }

  private void send(Call call) {
    dispatched++;
    outbox.dispatch(call);
  }

  /** Ends a call that came back from its device, and sends the next one that waited for it. */
  public void finish(Call call) {
    dispatched--;
    int function = functions[call.slot()];
    gate.charge(function, call);
    try {
      if (isServing()) {
        answers.end(call);
        gate.answered(function, answers.lastStatus(), answers.lastOutputBytes());
        Call next = links.get(call.deviceNumber() - 1).returned();
        if (next != null) {
          send(next);
        }
      }
    } finally {
      // Also where the lane fails: the tenant's other lanes may wait for it.
      free(call);
    }
  }

  private void free(Call call) {
    gate.left(functions[call.slot()]);
    call.clear();
    freeSlots[freeCount++] = call;
  }

  /** Makes all that was done since visible to the guest; true when its doorbell is to be rung. */
  public boolean flush() {
    boolean ring = mustRing;
    mustRing = false;
    if (isServing()) {
      if (taken) {
        submissions.release();
      }
      ring |= answers.publish();
    }
    taken = false;
    return ring;
  }

  /** Asks the guest to ring; false when there is work that can be done now instead. */
  public boolean arm() {
    if (!isServing()) {
      return true;
    }
    submissions.arm();
    return room() <= 0;
  }

  /** Takes the asking back. */
  public void disarm() {
    if (isServing()) {
      submissions.disarm();
    }
  }

  /** From now on new calls are answered shutting down. */
  public void drain() {
    intake.drain();
  }

  /** Whether new calls are refused, and so held up by nothing. */
  public boolean isDraining() {
    return intake.isDraining();
  }

  /** Stops serving: calls that wait are dropped, calls at devices come back to no answer. */
  public void close() {
    open = false;
    abandonAll();
  }

  private void quarantine(QuarantineReason reason) {
    quarantineReason = reason;
    region.setLaneState(index, LaneState.QUARANTINED, reason);
    abandonAll();
    mustRing = true;
  }

  private void abandonAll() {
    for (Call call : table) {
      call.abandon();
    }
    for (Link link : links) {
      for (Call call = link.abandon(); call != null; call = link.abandon()) {
        free(call);
      }
    }
  }

  /** Whether the lane takes entries: neither closed nor quarantined. */
  public boolean isServing() {
    return open && quarantineReason == QuarantineReason.NONE;
  }

  /** Calls that were taken and have not ended. */
  public int inFlight() {
    return freeSlots.length - freeCount;
  }

  /** Whether no device has a call of this lane. */
  public boolean isDrained() {
    return dispatched == 0;
  }

  /** Which rule the guest broke, if any. */
  public QuarantineReason quarantineReason() {
    return quarantineReason;
  }

  /** Calls that went to a device or waited for one. */
  public long acceptedCalls() {
    return acceptedCalls;
  }

  /** Calls that were answered at once with a reason. */
  public long refusedCalls() {
    return intake.refusedCalls();
  }

  /** Refused calls that no guest makes which keeps the rules. */
  public long malformedCalls() {
    return abuse.malformed();
  }
}
