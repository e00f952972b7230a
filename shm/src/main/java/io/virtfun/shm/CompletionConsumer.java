package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/**
 * The guest's end of a completion queue.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class CompletionConsumer {
  private final MemorySegment region;
  private final long control;
  private final long entries;
  private final int capacity;
  private final Wakeup.Sleeper sleeper;
  private long headPosition;

  /** At the position where the queue stands. */
  public CompletionConsumer(MemorySegment region, LaneGeometry lane) {
    this(region, lane, new Wakeup.Sleeper(region, lane.controlOffset() + Queues.COMPLETION_WAKEUP));
  }

  CompletionConsumer(MemorySegment region, LaneGeometry lane, Wakeup.Sleeper sleeper) {
    this.region = region;
    this.control = lane.controlOffset();
    this.entries = lane.completionEntriesOffset();
    this.capacity = lane.completionCapacity();
    this.sleeper = sleeper;
    this.headPosition = (long) Queues.U64.getAcquire(region, control + Queues.COMPLETION_HEAD);
  }

  /** Entries that can be taken. */
  public int available() {
    // SYNC: pairs with CompletionProducer.publish; entries and outputs up to the tail are visible.
    long tail = (long) Queues.U64.getAcquire(region, control + Queues.COMPLETION_TAIL);
    return Math.clamp(tail - headPosition, 0, capacity);
  }

  /** Copies the next entry; there must be one. */
  public void take(CompletionEntry into) {
    into.copyFrom(region, entries + (headPosition & (capacity - 1)) * Queues.ENTRY_BYTES);
    headPosition++;
  }

  /** Gives the slots of all taken entries back to the host. */
  public void release() {
    // SYNC: pairs with CompletionProducer.free; the entries have been read.
    Queues.U64.setRelease(region, control + Queues.COMPLETION_HEAD, headPosition);
  }

  /** Asks the host to ring, then looks once more; as {@link #available()}. */
  public int arm() {
    sleeper.arm();
    return available();
  }

  /** Takes the asking back. */
  public void disarm() {
    sleeper.disarm();
  }
}
