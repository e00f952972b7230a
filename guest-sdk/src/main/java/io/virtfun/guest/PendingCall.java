package io.virtfun.guest;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;

/**
 * One call from the moment a lane has a place for it until it ends, exactly once: {@link
 * #completed}, {@link #failed} or {@link #stranded}.
 *
 * <p><b>Thread:</b> the lane's event loop, once handed over.
 */
abstract class PendingCall implements Runnable {
  private final Lane lane;
  private final long startNanos;
  private long correlationId;

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

  final long correlationId() {
    return correlationId;
  }

  final void correlationId(long claimed) {
    correlationId = claimed;
  }

  /** Arrives at the lane's event loop. */
  @Override
  public final void run() {
    lane.submit(this);
  }
}
