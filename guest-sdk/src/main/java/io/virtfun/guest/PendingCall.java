package io.virtfun.guest;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One call from the moment a lane has a place for it until it ends, exactly once: {@link
 * #completed}, {@link #failed} or {@link #stranded}.
 *
 * <p><b>Thread:</b> the lane's event loop, once handed over.
 */
abstract class PendingCall implements Runnable {
  static final long NOT_SUBMITTED = -1;

  private static final VarHandle CORRELATION_ID;

  static {
    try {
      CORRELATION_ID =
          MethodHandles.lookup().findVarHandle(PendingCall.class, "correlationId", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lane lane;
  private final long startNanos;

  /** Written on the event loop, read anywhere. */
  private long correlationId = NOT_SUBMITTED;

  private volatile boolean cancelled;

  PendingCall(Lane lane, long startNanos) {
    this.lane = lane;
    this.startNanos = startNanos;
  }

  /** The function's name, for messages. */
  abstract String name();

  /** Fills the entry that goes to the host. */
  abstract void describe(SubmissionEntry entry, long correlationId);

  /** The host has answered. */
  abstract void completed(CompletionEntry entry);

  /** The host will not answer and does not touch the call's slices any more. */
  abstract void failed(CallException cause);

  /** The host will not answer, but a device may still write. */
  abstract void stranded(CallException cause);

  /** Ends because the lane does. */
  final void end(Ending why) {
    CallException failure = why.failure(name());
    if (why == Ending.QUARANTINED) {
      stranded(failure);
    } else {
      failed(failure);
    }
  }

  final Lane lane() {
    return lane;
  }

  final long startNanos() {
    return startNanos;
  }

  /** What the host knows it by, or {@link #NOT_SUBMITTED}. <b>Thread:</b> any. */
  final long correlationId() {
    return (long) CORRELATION_ID.getOpaque(this);
  }

  final void correlationId(long claimed) {
    CORRELATION_ID.setOpaque(this, claimed);
  }

  /** Cancels it, wherever it is; of no effect when it has ended. <b>Thread:</b> any. */
  final void cancel() {
    if (!cancelled) {
      cancelled = true;
      lane.cancel(this);
    }
  }

  /** Whether {@link #cancel()} was called. */
  final boolean isCancelled() {
    return cancelled;
  }

  /** The failure of one that was cancelled before it was published. */
  final CallException cancelled() {
    return new CallException.Cancelled(name() + ": cancelled");
  }

  /** Arrives at the lane's event loop. */
  @Override
  public final void run() {
    lane.submit(this);
  }
}
