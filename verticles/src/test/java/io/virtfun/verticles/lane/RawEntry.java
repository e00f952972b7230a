package io.virtfun.verticles.lane;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The 64 bytes of a submission entry, field by field as docs/shared-memory.md has them. */
final class RawEntry {
  private final MemorySegment bytes = MemorySegment.ofArray(new long[8]);

  RawEntry function(int id) {
    return u32(8, id);
  }

  RawEntry flags(int flags) {
    bytes.set(ValueLayout.JAVA_SHORT, 12, (short) flags);
    return this;
  }

  RawEntry input(long offset, long sizeBytes) {
    return u64(16, offset).u32(32, (int) sizeBytes);
  }

  RawEntry output(long offset, long capacity) {
    return u64(24, offset).u32(36, (int) capacity);
  }

  RawEntry inline(byte[] arguments) {
    MemorySegment.copy(arguments, 0, bytes, ValueLayout.JAVA_BYTE, 44, arguments.length);
    return this;
  }

  RawEntry indirect(long offset, long sizeBytes) {
    return flags(1).u32(44, (int) sizeBytes).u64(48, offset);
  }

  RawEntry u8(long at, int value) {
    bytes.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    return this;
  }

  RawEntry u32(long at, int value) {
    bytes.set(ValueLayout.JAVA_INT, at, value);
    return this;
  }

  RawEntry u64(long at, long value) {
    bytes.set(ValueLayout.JAVA_LONG, at, value);
    return this;
  }

  void copyTo(MemorySegment slot) {
    slot.copyFrom(bytes);
  }
}
