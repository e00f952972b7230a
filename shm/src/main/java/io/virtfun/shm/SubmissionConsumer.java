package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/**
 * The host's end of a submission queue. What the guest wrote is not trusted.
 *
 * <h2>Looking ahead</h2>
 *
 * Where the entry at the head cannot be taken yet, {@link #lookAhead} sees the ones behind it, each
 * once, in order, however often the head stays. Whether an entry that is taken later was seen so,
 * {@link #wasSeen()} says.
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
  private long seenPosition;

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
    this.seenPosition = headPosition;
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
    into.copyFrom(region, entryOffset(headPosition));
    headPosition++;
  }

  /** Leaves the entry that was taken last where it is, before it is released. */
  public void untake() {
    headPosition--;
  }

  /** As {@link #take}, if the next entry cancels; else leaves it and answers false. */
  public boolean takeCancel(SubmissionEntry into) {
    if (!peekCancel(into, headPosition)) {
      return false;
    }
    headPosition++;
    return true;
  }

  /** Whether the copy that decides is a cancel entry; the flags alone are read of other ones. */
  private boolean peekCancel(SubmissionEntry into, long position) {
    long offset = entryOffset(position);
    short flags = (short) Queues.U16.getOpaque(region, offset + SubmissionEntry.FLAGS_OFFSET);
    if ((flags & SubmissionEntry.FLAG_CANCEL) == 0) {
      return false;
    }
    into.copyFrom(region, offset);
    return into.isCancel();
  }

  private long entryOffset(long position) {
    return entries + (position & (capacity - 1)) * Queues.ENTRY_BYTES;
  }

  /** Entries that were available at the last look and were neither taken nor seen. */
  public int unseen() {
    return (int) (knownTailPosition - firstUnseen());
  }

  private long firstUnseen() {
    return seenPosition - headPosition > 0 ? seenPosition : headPosition;
  }

  /** Sees the next {@link #unseen()} entry, and copies it if it cancels; whether it does. */
  public boolean lookAhead(SubmissionEntry into) {
    long position = firstUnseen();
    seenPosition = position + 1;
    return peekCancel(into, position);
  }

  /** Whether the entry that was taken last had been seen by {@link #lookAhead}. */
  public boolean wasSeen() {
    return seenPosition - headPosition >= 0;
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
