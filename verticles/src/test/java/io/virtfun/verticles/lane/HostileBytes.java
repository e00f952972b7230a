package io.virtfun.verticles.lane;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What guest and host do by turns, as bytes say it: one byte for what, the following for how. Past
 * the last byte all are 0.
 */
final class HostileBytes {
  private static final int CAPACITY = GuardedRegion.QUEUE_CAPACITY;
  private static final int ENTRY_BYTES = 64;
  private static final int MOST_CALLS = 8;
  private static final long RESET_REQUEST = 256;

  private final GuardedRegion region;
  private final LaneOracle oracle;
  private final ByteBuffer bytes;
  private final long control;
  private long tail;

  HostileBytes(GuardedRegion region, LaneOracle oracle, byte[] bytes) {
    this.region = region;
    this.oracle = oracle;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.control = region.lane().controlOffset();
  }

  boolean hasNext() {
    return bytes.hasRemaining();
  }

  /** One step of either side. */
  void step(WatchedLane lane) {
    switch (u8() & 7) {
      case 0 -> submit(raw());
      case 1 -> submit(shaped());
      case 2 -> write();
      case 3 -> move();
      case 4 -> {
        lane.pass(u16() * 1_000L);
        lane.turn(1 + u8());
      }
      case 5 -> lane.endSome(u8() % MOST_CALLS);
      case 6 -> lane.sleep();
      default -> {
        lane.glance();
        if (region.host().isResetRequested()) {
          lane.reset();
          tail = 0;
        }
      }
    }
  }

  private int u8() {
    return bytes.hasRemaining() ? bytes.get() & 0xFF : 0;
  }

  private int u16() {
    return u8() | u8() << 8;
  }

  private long u64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (long) u8() << (8 * i);
    }
    return value;
  }

  private RawEntry raw() {
    RawEntry entry = new RawEntry();
    for (int at = 0; at < ENTRY_BYTES; at += 8) {
      entry.u64(at, u64());
    }
    return entry;
  }

  /** Slices that lie in the arena, or nearly. */
  private RawEntry shaped() {
    RawEntry entry = new RawEntry().u64(0, u8()).function(u8() % (TestRoutes.FUNCTIONS + 2));
    entry.input(region.arenaStart() + u16() * 4L, u16());
    entry.output(region.arenaStart() + u16() * 4L, u16());
    if ((u8() & 1) != 0) {
      return entry.indirect(region.arenaStart() + u16() * 4L, 36);
    }
    return entry.u32(44, u16()).u64(48, (byte) u8()).u8(62, u8()).u8(63, u8());
  }

  private void submit(RawEntry entry) {
    if (tail - oracle.taken() < CAPACITY) {
      MemorySegment copy = MemorySegment.ofArray(new long[ENTRY_BYTES / 8]);
      entry.copyTo(copy);
      long index = tail & (CAPACITY - 1);
      region.write(region.lane().submissionEntriesOffset() + index * ENTRY_BYTES, copy);
      tail++;
      region.writeU64(control + TestGuest.SUBMISSION_TAIL, tail);
    }
  }

  /** Up to eight bytes anywhere. */
  private void write() {
    long at = (u16() | (long) u8() << 16) % GuardedRegion.REGION_BYTES;
    int count = Math.min(1 + (u8() & 7), (int) (GuardedRegion.REGION_BYTES - at));
    MemorySegment written = MemorySegment.ofArray(new byte[count]);
    for (int i = 0; i < count; i++) {
      written.set(ValueLayout.JAVA_BYTE, i, (byte) u8());
    }
    region.write(at, written);
  }

  /** Moves a position by a little, or sets it to anything, or asks for a reset. */
  private void move() {
    switch (u8() & 7) {
      case 0, 1 -> region.writeU64(control + TestGuest.COMPLETION_HEAD, oracle.published());
      case 2 -> region.writeU64(control + TestGuest.COMPLETION_HEAD, oracle.published() + signed());
      case 3 -> {
        tail += signed();
        region.writeU64(control + TestGuest.SUBMISSION_TAIL, tail);
      }
      case 4 -> region.writeU64(control + TestGuest.SUBMISSION_TAIL, u64());
      case 5 -> region.writeU64(control + TestGuest.COMPLETION_HEAD, u64());
      default -> region.writeU64(RESET_REQUEST, u8());
    }
  }

  private int signed() {
    return (byte) u8();
  }
}
