package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.routing.Route;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a copied entry: a call, an answer, or nothing yet.
 *
 * <p><b>Thread:</b> the lane's. <b>Source:</b> docs/shared-memory.md, "Validation".
 */
final class Intake {
  private final Gate gate;
  private final EntryReader reader;
  private final Answers answers;
  private final Abuse abuse;
  private final Cancels cancels;
  private final Deferral deferral = new Deferral();
  private @Nullable Route route;
  private boolean draining;
  private boolean waited;
  private long refusedCalls;

  /** What an entry became. */
  enum Step {
    /** A call, to be sent on the way that {@link #route} says. */
    ADMITTED,
    /** An answer. */
    REFUSED,
    /** Nothing: it is to stay in the queue, as {@link #deferral} says. */
    DEFERRED
  }

  Intake(Gate gate, EntryReader reader, Answers answers, Abuse abuse, Cancels cancels) {
    this.gate = gate;
    this.reader = reader;
    this.answers = answers;
    this.abuse = abuse;
    this.cancels = cancels;
  }

  /** Looks at the queue's next entries, the first of which may have been deferred before. */
  void begin() {
    waited = deferral.isDeferred();
    deferral.none();
  }

  /** Decides about the next entry. */
  Step accept(SubmissionEntry entry, long nowNanos) {
    boolean known = waited;
    waited = false;
    Route found = gate.routes().find(entry.functionId());
    route = found;
    if (cancels.forestall(entry)) {
      return refuse(entry, Status.CANCELLED, 0);
    }
    if (draining) {
      return refuse(entry, Status.SHUTTING_DOWN, 0);
    }
    if (entry.hasCancelFlag()) {
      return refuse(entry, Status.BAD_ENTRY, SubmissionEntry.FLAGS_OFFSET);
    }
    if (found == null) {
      return refuse(entry, Status.UNKNOWN_FUNCTION, entry.functionId() & 0xFFFF_FFFFL);
    }
    if (found.isDenied()) {
      return refuse(entry, Status.NOT_ALLOWED, 0);
    }
    Status status = reader.read(entry, found);
    if (status != Status.OK) {
      return refuse(entry, status, reader.detail());
    }
    Status served = found.serves(gate.routes().current(entry.device()));
    if (served != Status.OK) {
      return refuse(entry, served, 0);
    }
    if (gate.admits(found.id(), entry.inputBytes(), entry.outputCapacity(), nowNanos)) {
      return Step.ADMITTED;
    }
    return gate.sheds() ? shed(entry, found) : defer(found, known, nowNanos);
  }

  private Step refuse(SubmissionEntry entry, Status status, long detail) {
    refusedCalls++;
    abuse.note(status);
    gate.refused(route == null ? 0 : route.id(), status);
    answers.refuse(entry.correlationId(), status, detail);
    return Step.REFUSED;
  }

  private Step shed(SubmissionEntry entry, Route found) {
    gate.shed(found.id());
    return refuse(entry, Status.BUSY, gate.waitMicros());
  }

  private Step defer(Route found, boolean known, long nowNanos) {
    deferral.as(gate, nowNanos);
    if (!known) {
      gate.deferred(found.id());
    }
    return Step.DEFERRED;
  }

  /** The admitted entry's way. */
  Route route() {
    return Objects.requireNonNull(route);
  }

  /** The admitted entry as its driver gets it. */
  Invocation invocation() {
    return reader.invocation();
  }

  Deferral deferral() {
    return deferral;
  }

  /** From now on entries are answered {@link Status#SHUTTING_DOWN}. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  long refusedCalls() {
    return refusedCalls;
  }
}
