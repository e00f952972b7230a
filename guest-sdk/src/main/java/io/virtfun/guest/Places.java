package io.virtfun.guest;

import io.virtfun.shm.LaneGeometry;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for calls in flight on one lane: no more than entries in either of its queues, so that
 * the host never waits for room. A caller takes one before it dispatches a call, and the lane frees
 * it when the call ends.
 *
 * <p><b>Thread:</b> any.
 */
final class Places {
  private final int capacity;
  private final AtomicInteger taken = new AtomicInteger();

  Places(int capacity) {
    this.capacity = capacity;
  }

  /** As many as there are entries in either queue of a lane, or as the user wants. */
  static Places of(LaneGeometry lane, OptionalInt wanted) {
    int entries = Math.min(lane.submissionCapacity(), lane.completionCapacity());
    return new Places(Math.min(entries, wanted.orElse(entries)));
  }

  /** Takes a place; false when there is none. */
  boolean tryAcquire() {
    int count = taken.get();
    while (count < capacity) {
      if (taken.compareAndSet(count, count + 1)) {
        return true;
      }
      count = taken.get();
    }
    return false;
  }

  /** Frees a place. */
  void release() {
    taken.decrementAndGet();
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }

  /** How many there are. */
  int capacity() {
    return capacity;
  }
}
