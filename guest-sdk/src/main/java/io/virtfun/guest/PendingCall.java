package io.virtfun.guest;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;

/**
 * One call from the moment a lane has a place for it until it ends, exactly once: {@link
 * #completed} or {@link #failed}.
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

  /** The host will not answer. */
  abstract void failed(CallException cause);

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
