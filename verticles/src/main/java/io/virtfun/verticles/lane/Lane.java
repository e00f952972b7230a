package io.virtfun.verticles.lane;

import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
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
 * A call ends by {@link #finish}, or where it waits: by a cancel entry, which a full lane takes
 * too, its time to live, or for want of a device. By {@link #close} or quarantine it is dropped.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class Lane {
  private final Service service;
  private final SubmissionConsumer submissions;
  private final Answers answers;
  private final Abuse abuse = new Abuse();
  private final Intake intake;
  private final InFlight calls;
  private final Cancels cancels;
  private final SubmissionEntry entry = new SubmissionEntry();
  private boolean taken;
  private long acceptedCalls;

  /** Where accepted calls go. */
  public interface Outbox {
    /** Sends a call to the device it was assigned to. */
    void dispatch(Call call);

    /** Tells the device that has a call that it is to stop; once per call. */
    void stop(Call call);
  }

  /**
   * Where the lane lies, in the peer's region, and what calls say of it.
   *
   * @param index which of the region's lanes
   * @param pool of the event loop that serves it
   * @param owner what calls carry back to the doorbell verticle
   */
  public record Place(HostRegion region, int index, CallPool pool, Object owner) {}

  /** Opens a lane whose calls are admitted at a gate. */
  public Lane(Place place, Gate gate, Outbox outbox) {
    HostRegion region = place.region();
    this.submissions = region.submissions(place.index());
    this.answers = new Answers(region.completions(place.index()));
    LaneGeometry geometry = region.geometry().lane(place.index());
    CallTable table = new CallTable(place, geometry.completionCapacity());
    this.calls = new InFlight(table, gate, answers, outbox);
    this.cancels = new Cancels(submissions, calls, geometry.submissionCapacity());
    this.intake = new Intake(gate, new EntryReader(region), answers, abuse, cancels);
    this.service = new Service(region, place.index());
  }

  /** Takes at most {@code most} entries; how many it took. */
  public int poll(int most, long nowNanos) {
    abuse.forget(nowNanos);
    intake.begin();
    int entries = entries();
    int room = room();
    int count = isServing() ? Math.min(entries, most) : 0;
    for (int i = 0; i < count; i++) {
      if (room > 0) {
        submissions.take(entry);
      } else if (!submissions.takeCancel(entry)) {
        lookAhead(most - i, nowNanos);
        return i;
      }
      if (entry.isCancel()) {
        cancels.take(entry, nowNanos);
      } else if (accepts(nowNanos)) {
        room--;
      } else {
        submissions.untake();
        lookAhead(most - i, nowNanos);
        return i;
      }
      taken = true;
    }
    return count;
  }

  /** What the next entry waited for when it was polled last. */
  public Deferral deferral() {
    return intake.deferral();
  }

  /**
   * Looks for cancel entries behind a head that is not taken now, at {@code most} entries that were
   * not looked at before; whether there are more of them. They stay in the queue; a call that is
   * there too ends when it is taken.
   */
  public boolean lookAhead(int most, long nowNanos) {
    if (!isServing()) {
      return false;
    }
    cancels.lookAhead(most, nowNanos);
    return submissions.unseen() > 0;
  }

  /** Stops calls whose time to live has passed, a bounded number. */
  public void expire(long nowNanos) {
    if (isServing()) {
      calls.expire(nowNanos);
    }
  }

  /** Sends elsewhere what waits for devices that take no more calls, or answers it. */
  public void leave(long nowNanos) {
    if (isServing()) {
      calls.leave(nowNanos);
    }
  }

  /** Whether any call is to be stopped at {@link #nextDeadlineNanos()}. */
  public boolean hasDeadlines() {
    return isServing() && calls.firstToExpire() != null;
  }

  /** When the next call expires; {@link #hasDeadlines()} must hold. */
  public long nextDeadlineNanos() {
    return Objects.requireNonNull(calls.firstToExpire()).deadlineNanos();
  }

  /** Whether it seems that there is something to {@link #poll}. */
  public boolean hasSubmissions() {
    return submissions.available() != 0;
  }

  /** Entries in the queue. */
  private int entries() {
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
    return available;
  }

  /** Calls for which there is a slot and an answer. */
  private int room() {
    if (!isServing()) {
      return 0;
    }
    int free = answers.free();
    if (free == CompletionProducer.CORRUPT) {
      quarantine(QuarantineReason.COMPLETION_HEAD);
      return 0;
    }
    return free - inFlight();
  }

  /** Whether the entry became a call or an answer; else it stays in the queue. */
  private boolean accepts(long nowNanos) {
    Intake.Step step = intake.accept(entry, nowNanos);
    if (step == Intake.Step.ADMITTED) {
      acceptedCalls++;
      calls.begin(entry, intake.route(), intake.invocation(), nowNanos);
    }
    return step != Intake.Step.DEFERRED;
  }

  /** Ends a call that came back from its device, and sends the next one that waited for it. */
  public void finish(Call call) {
    if (isServing()) {
      calls.finish(call);
    } else {
      calls.forget(call);
    }
  }

  /** Makes all that was done since visible to the guest; true when its doorbell is to be rung. */
  public boolean flush() {
    boolean ring = service.takeRing();
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
    int entries = entries();
    int room = room();
    boolean held = room <= 0 || intake.deferral().isDeferred();
    return !isServing() || entries == 0 || (held && submissions.unseen() == 0);
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
    service.close();
    calls.abandon();
  }

  private void quarantine(QuarantineReason reason) {
    service.quarantine(reason);
    calls.abandon();
  }

  /** Whether the lane takes entries: neither closed nor quarantined. */
  public boolean isServing() {
    return service.isOn();
  }

  /** Calls of those that are at a device or wait for it. */
  public int inFlight(int deviceNumber) {
    return calls.load(deviceNumber);
  }

  /** Calls that were taken and have not ended. */
  public int inFlight() {
    return calls.size();
  }

  /** Whether no device has a call of this lane. */
  public boolean isDrained() {
    return calls.dispatched() == 0;
  }

  /** Which rule the guest broke, if any. */
  public QuarantineReason quarantineReason() {
    return service.reason();
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

  /** Cancel entries that named no call in flight. */
  public long ignoredCancels() {
    return cancels.ignored();
  }
}
