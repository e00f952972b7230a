package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.shm.LaneGeometry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** All bytes of a guest's region at one moment, to see what the host has changed since. */
final class RegionSnapshot {
  private final MemorySegment memory;
  private final MemorySegment copy;
  private final LaneGeometry lane;

  RegionSnapshot(TestGuest guest) {
    memory = guest.memory();
    lane = guest.lane();
    copy = Arena.ofAuto().allocate(memory.byteSize(), 64);
    retake();
  }

  void retake() {
    copy.copyFrom(memory);
  }

  void assertUnchanged() {
    assertEquals(-1, memory.mismatch(copy), "offset of the first byte that the host changed");
  }

  /** The host changed only what is the host's to write in the lane. */
  void assertChangedByHostOnly() {
    forgive(lane.controlOffset() + TestGuest.SUBMISSION_HEAD, 8);
    forgive(lane.controlOffset() + TestGuest.SUBMISSION_WAKEUP, 4);
    forgive(lane.controlOffset() + TestGuest.COMPLETION_TAIL, 8);
    forgive(lane.controlOffset() + TestGuest.LANE_STATE, 8);
    forgive(lane.completionEntriesOffset(), lane.completionCapacity() * TestGuest.ENTRY_BYTES);
    assertUnchanged();
  }

  private void forgive(long offset, long sizeBytes) {
    MemorySegment.copy(memory, offset, copy, offset, sizeBytes);
  }
}
