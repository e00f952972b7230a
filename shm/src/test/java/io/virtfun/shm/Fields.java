package io.virtfun.shm;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Reads and writes single fields by their layout, whatever the code under test does. */
final class Fields {
  private Fields() {}

  static void set(MemorySegment region, long base, StructLayout layout, String name, long value) {
    long at = base + Wire.offset(layout, name);
    for (int i = 0; i < size(layout, name); i++) {
      region.set(Wire.U8, at + i, (byte) (value >> (8 * i)));
    }
  }

  static long get(MemorySegment region, long base, StructLayout layout, String name) {
    long at = base + Wire.offset(layout, name);
    long value = 0;
    for (int i = 0; i < size(layout, name); i++) {
      value |= (region.get(Wire.U8, at + i) & 0xFFL) << (8 * i);
    }
    return value;
  }

  private static long size(StructLayout layout, String name) {
    long size = layout.select(PathElement.groupElement(name)).byteSize();
    if (size > 8) {
      throw new IllegalArgumentException(name + " has " + size + " bytes (expected: at most 8)");
    }
    return size;
  }
}
