package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/**
 * The host's end of a submission queue. What the guest wrote is not trusted.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class SubmissionConsumer {
  /** {@link #available()} when the guest's tail is impossible. */
  public static final int CORRUPT = -1;

  private final MemorySegment region;
  private final long control;
  private final long entries;
  private final int capacity;
  private final Wakeup.Sleeper sleeper;
  private long headPosition;
  private long knownTailPosition;

  /** At position 0 of a fresh queue. */
  public SubmissionConsumer(MemorySegment region, LaneGeometry lane) {
    this(
        region,
        lane,
        0,
        new Wakeup.Sleeper(region, lane.controlOffset() + Queues.SUBMISSION_WAKEUP));
  }

  SubmissionConsumer(
      MemorySegment region, LaneGeometry lane, long headPosition, Wakeup.Sleeper sleeper) {
    this.region = region;
    this.control = lane.controlOffset();
    this.entries = lane.submissionEntriesOffset();
    this.capacity = lane.submissionCapacity();
    this.sleeper = sleeper;
    this.headPosition = headPosition;
    this.knownTailPosition = headPosition;
  }

  /** Entries that can be taken, or {@link #CORRUPT}. */
  public int available() {
    // SYNC: pairs with SubmissionProducer.publish; the entries up to the tail are visible.
    long tail = (long) Queues.U64.getAcquire(region, control + Queues.SUBMISSION_TAIL);
    long count = tail - headPosition;
    if (count < 0 || count > capacity || tail - knownTailPosition < 0) {
      return CORRUPT;
    }
    knownTailPosition = tail;
    return (int) count;
  }

  /** Copies the next entry; there must be one. */
  public void take(SubmissionEntry into) {
    into.copyFrom(region, entries + (headPosition & (capacity - 1)) * Queues.ENTRY_BYTES);
    headPosition++;
  }

  /** Leaves the entry that was taken last where it is, before it is released. */
  public void untake() {
    headPosition--;
  }

  /** Gives the slots of all taken entries back to the guest. */
  public void release() {
    // SYNC: pairs with SubmissionProducer.offer; the entries have been read.
    Queues.U64.setRelease(region, control + Queues.SUBMISSION_HEAD, headPosition);
  }

  /** Asks the guest to ring, then looks once more; as {@link #available()}. */
  public int arm() {
    sleeper.arm();
    return available();
  }

  /** Takes the asking back. */
  public void disarm() {
    sleeper.disarm();
  }
}
