package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/**
 * The guest's end of a submission queue.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class SubmissionProducer {
  private final MemorySegment region;
  private final long control;
  private final long entries;
  private final int capacity;
  private final Wakeup.Signaller signaller;
  private long tailPosition;
  private long knownHeadPosition;

  /** At the position where the queue stands. */
  public SubmissionProducer(MemorySegment region, LaneGeometry lane) {
    this(
        region,
        lane,
        new Wakeup.Signaller(region, lane.controlOffset() + Queues.SUBMISSION_WAKEUP));
  }

  SubmissionProducer(MemorySegment region, LaneGeometry lane, Wakeup.Signaller signaller) {
    this.region = region;
    this.control = lane.controlOffset();
    this.entries = lane.submissionEntriesOffset();
    this.capacity = lane.submissionCapacity();
    this.signaller = signaller;
    this.tailPosition = (long) Queues.U64.getAcquire(region, control + Queues.SUBMISSION_TAIL);
    this.knownHeadPosition = (long) Queues.U64.getAcquire(region, control + Queues.SUBMISSION_HEAD);
  }

  /** Writes an entry without publishing it; false when the queue is full. */
  public boolean offer(SubmissionEntry entry) {
    if (tailPosition - knownHeadPosition >= capacity) {
      // SYNC: pairs with SubmissionConsumer.release; the host has read the entries it released.
      knownHeadPosition = (long) Queues.U64.getAcquire(region, control + Queues.SUBMISSION_HEAD);
      if (tailPosition - knownHeadPosition >= capacity) {
        return false;
      }
    }
    entry.copyTo(region, entries + (tailPosition & (capacity - 1)) * Queues.ENTRY_BYTES);
    tailPosition++;
    return true;
  }

  /** Publishes all written entries; true when the host's doorbell is to be rung. */
  public boolean publish() {
    // SYNC: pairs with SubmissionConsumer.available; the entries up to the tail are visible.
    Queues.U64.setRelease(region, control + Queues.SUBMISSION_TAIL, tailPosition);
    return signaller.mustRing();
  }
}
