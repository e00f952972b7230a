package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/**
 * The host's end of a completion queue. What the guest wrote is not trusted.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class CompletionProducer {
  /** {@link #free()} when the guest's head is impossible. */
  public static final int CORRUPT = -1;

  private final MemorySegment region;
  private final long control;
  private final long entries;
  private final int capacity;
  private final Wakeup.Signaller signaller;
  private long tailPosition;
  private long publishedPosition;
  private long knownHeadPosition;

  /** At position 0 of a fresh queue. */
  public CompletionProducer(MemorySegment region, LaneGeometry lane) {
    this(
        region,
        lane,
        0,
        new Wakeup.Signaller(region, lane.controlOffset() + Queues.COMPLETION_WAKEUP));
  }

  CompletionProducer(
      MemorySegment region, LaneGeometry lane, long tailPosition, Wakeup.Signaller signaller) {
    this.region = region;
    this.control = lane.controlOffset();
    this.entries = lane.completionEntriesOffset();
    this.capacity = lane.completionCapacity();
    this.signaller = signaller;
    this.tailPosition = tailPosition;
    this.publishedPosition = tailPosition;
    this.knownHeadPosition = tailPosition;
  }

  /** Slots that can be written, or {@link #CORRUPT}. */
  public int free() {
    // SYNC: pairs with CompletionConsumer.release; the guest has read the entries it released.
    long head = (long) Queues.U64.getAcquire(region, control + Queues.COMPLETION_HEAD);
    if (head - knownHeadPosition < 0 || publishedPosition - head < 0) {
      return CORRUPT;
    }
    knownHeadPosition = head;
    return capacity - (int) (tailPosition - head);
  }

  /** Writes an entry without publishing it; a slot must be {@link #free()}. */
  public void write(CompletionEntry entry) {
    entry.copyTo(region, entries + (tailPosition & (capacity - 1)) * Queues.ENTRY_BYTES);
    tailPosition++;
  }

  /** Publishes all written entries; true when the guest's doorbell is to be rung. */
  public boolean publish() {
    // SYNC: pairs with CompletionConsumer.available; the entries and outputs up to the tail are
    // visible.
    Queues.U64.setRelease(region, control + Queues.COMPLETION_TAIL, tailPosition);
    publishedPosition = tailPosition;
    return signaller.mustRing();
  }
}
