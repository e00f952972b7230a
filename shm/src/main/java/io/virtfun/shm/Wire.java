package io.virtfun.shm;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The elements of which all layouts consist, and the version they have. */
public final class Wire {
  /** Grows when an older reader would go wrong. */
  public static final int VERSION_MAJOR = 1;

  /** Grows when something is added that an older reader may ignore. */
  public static final int VERSION_MINOR = 4;

  /** The first eight bytes of a region: {@code "VIRTFUN"} and a zero. */
  public static final long MAGIC = 0x004E_5546_5452_4956L;

  /** What one side writes lies in blocks of this size that the other side does not write. */
  public static final int BLOCK_BYTES = 128;

  /** Feature: the host takes cancel entries. */
  public static final long FEATURE_CANCELLATION = 1;

  /** Feature: a call may ask for a device. */
  public static final long FEATURE_DEVICE = 2;

  /** Feature: the catalogue may change, and the host rings vector 0 when it does. */
  public static final long FEATURE_CATALOGUE = 4;

  /** Most lanes in a region. */
  public static final int MAX_LANES = 64;

  /** Fewest entries in a queue. */
  public static final int MIN_QUEUE_CAPACITY = 2;

  /** Most entries in a queue. */
  public static final int MAX_QUEUE_CAPACITY = 65_536;

  static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Wire() {}

  static SequenceLayout bytes(int count) {
    return MemoryLayout.sequenceLayout(count, U8);
  }

  static VarHandle field(StructLayout layout, String name) {
    return layout.varHandle(PathElement.groupElement(name));
  }

  static long offset(StructLayout layout, String name) {
    return layout.byteOffset(PathElement.groupElement(name));
  }

  /** Whether a number can be a queue's capacity. */
  public static boolean isQueueCapacity(long capacity) {
    return capacity >= MIN_QUEUE_CAPACITY
        && capacity <= MAX_QUEUE_CAPACITY
        && Long.bitCount(capacity) == 1;
  }
}
