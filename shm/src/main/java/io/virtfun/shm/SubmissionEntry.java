package io.virtfun.shm;

import static io.virtfun.shm.Queues.U64;

import io.virtfun.functions.Arguments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One submission entry in local memory: filled before it is published, or copied from the region
 * once and read from then on.
 *
 * <p><b>Thread:</b> one owner; meant to be reused. <b>Source:</b> docs/shared-memory.md,
 * "SubmissionEntry".
 */
public final class SubmissionEntry {
  /** Most argument bytes that fit in the entry itself. */
  public static final int INLINE_ARGUMENT_BYTES = 20;

  /** Flag: the arguments lie in the arena. */
  public static final int FLAG_INDIRECT_ARGUMENTS = 1;

  /** Flag: the entry is no call, but cancels one. */
  public static final int FLAG_CANCEL = 2;

  /** Where the flags lie. */
  public static final int FLAGS_OFFSET = 12;

  /** Greatest number of a device that a call can ask for. */
  public static final int MAX_DEVICE = 255;

  /** The most urgent {@link #priority()}; 0 is the least. */
  public static final int MAX_PRIORITY = 3;

  private static final int KNOWN_FLAGS = FLAG_INDIRECT_ARGUMENTS;
  private static final int WORDS = 8;

  /** Function, flags, priority and device of an entry that cancels. */
  private static final long CANCEL_WORD = (long) FLAG_CANCEL << 32;

  private static final int ARGUMENTS_OFFSET = 44;
  private static final int PRIORITY_OFFSET = 14;
  private static final int DEVICE_OFFSET = 15;
  private static final int TIME_TO_LIVE_OFFSET = 40;
  private static final int INDIRECT_RESERVED_OFFSET = 56;

  private final MemorySegment local = MemorySegment.ofArray(new long[WORDS]);

  /** Sets every field; the arguments are none. */
  public SubmissionEntry set(
      long correlationId, int functionId, long inputOffset, long inputBytes) {
    local.fill((byte) 0);
    local.set(Wire.U64, 0, correlationId);
    local.set(Wire.U32, 8, functionId);
    local.set(Wire.U64, 16, inputOffset);
    local.set(Wire.U32, 32, (int) inputBytes);
    return this;
  }

  /** Sets the output slice. */
  public SubmissionEntry output(long outputOffset, long outputCapacity) {
    local.set(Wire.U64, 24, outputOffset);
    local.set(Wire.U32, 36, (int) outputCapacity);
    return this;
  }

  /** Puts at most {@link #INLINE_ARGUMENT_BYTES} into the entry. */
  public SubmissionEntry inlineArguments(byte[] encoded) {
    MemorySegment.copy(encoded, 0, local, ValueLayout.JAVA_BYTE, ARGUMENTS_OFFSET, encoded.length);
    return this;
  }

  /** Puts at most {@link #INLINE_ARGUMENT_BYTES} into the entry. */
  public SubmissionEntry inlineArguments(Arguments arguments) {
    arguments.copyTo(local, ARGUMENTS_OFFSET);
    return this;
  }

  /** Points to arguments in the arena. */
  public SubmissionEntry indirectArguments(long offset, int sizeBytes) {
    local.set(Wire.U16, FLAGS_OFFSET, (short) FLAG_INDIRECT_ARGUMENTS);
    local.set(Wire.U32, ARGUMENTS_OFFSET, sizeBytes);
    local.set(Wire.U64.withByteAlignment(4), ARGUMENTS_OFFSET + 4, offset);
    return this;
  }

  /** Sets how urgent the call is. */
  public SubmissionEntry priority(int priority) {
    local.set(Wire.U8, PRIORITY_OFFSET, (byte) priority);
    return this;
  }

  /** Sets the number of the device that is to run the call; 0: the host chooses. */
  public SubmissionEntry device(int number) {
    local.set(Wire.U8, DEVICE_OFFSET, (byte) number);
    return this;
  }

  /** Sets after how long the call expires; 0: never. */
  public SubmissionEntry timeToLiveMicros(long micros) {
    local.set(Wire.U32, TIME_TO_LIVE_OFFSET, (int) micros);
    return this;
  }

  /** Sets every field so that the entry cancels the call with an id. */
  public SubmissionEntry cancel(long correlationId) {
    set(correlationId, 0, 0, 0);
    local.set(Wire.U16, FLAGS_OFFSET, (short) FLAG_CANCEL);
    return this;
  }

  void copyFrom(MemorySegment region, long offset) {
    for (int word = 0; word < WORDS; word++) {
      // Opaque: the guest may write meanwhile, so each word is read exactly once.
      local.set(Wire.U64, word * 8L, (long) U64.getOpaque(region, offset + word * 8L));
    }
  }

  void copyTo(MemorySegment region, long offset) {
    MemorySegment.copy(local, 0, region, offset, Queues.ENTRY_BYTES);
  }

  /** The guest's name for the call. */
  public long correlationId() {
    return local.get(Wire.U64, 0);
  }

  /** The function. */
  public int functionId() {
    return local.get(Wire.U32, 8);
  }

  /** Offset of the input from the region's start. */
  public long inputOffset() {
    return local.get(Wire.U64, 16);
  }

  /** Length of the input. */
  public long inputBytes() {
    return local.get(Wire.U32, 32) & 0xFFFF_FFFFL;
  }

  /** Offset of the output from the region's start. */
  public long outputOffset() {
    return local.get(Wire.U64, 24);
  }

  /** Capacity of the output. */
  public long outputCapacity() {
    return local.get(Wire.U32, 36) & 0xFFFF_FFFFL;
  }

  /** Whether the arguments lie in the arena. */
  public boolean hasIndirectArguments() {
    return (local.get(Wire.U16, FLAGS_OFFSET) & FLAG_INDIRECT_ARGUMENTS) != 0;
  }

  /** How urgent the call is, 0 to {@link #MAX_PRIORITY} where the entry is valid. */
  public int priority() {
    return local.get(Wire.U8, PRIORITY_OFFSET) & 0xFF;
  }

  /** Number of the device that is to run the call; 0: the host chooses. */
  public int device() {
    return local.get(Wire.U8, DEVICE_OFFSET) & 0xFF;
  }

  /** Microseconds from its copying until the call expires; 0: never. */
  public long timeToLiveMicros() {
    return local.get(Wire.U32, TIME_TO_LIVE_OFFSET) & 0xFFFF_FFFFL;
  }

  /** Whether the entry carries the flag of those that cancel, rightly or not. */
  public boolean hasCancelFlag() {
    return (local.get(Wire.U16, FLAGS_OFFSET) & FLAG_CANCEL) != 0;
  }

  /** Whether the entry cancels a call: nothing but its flag and the call's id is set. */
  public boolean isCancel() {
    if (local.get(Wire.U64, 8) != CANCEL_WORD) {
      return false;
    }
    long rest = 0;
    for (int word = 2; word < WORDS; word++) {
      rest |= local.get(Wire.U64, word * 8L);
    }
    return rest == 0;
  }

  /** Offset of indirect arguments from the region's start. */
  public long argumentsOffset() {
    return local.get(Wire.U64.withByteAlignment(4), ARGUMENTS_OFFSET + 4);
  }

  /** Size of indirect arguments. */
  public long argumentsBytes() {
    return local.get(Wire.U32, ARGUMENTS_OFFSET) & 0xFFFF_FFFFL;
  }

  /** Copies inline arguments out. */
  public void readInlineArguments(byte[] into) {
    MemorySegment.copy(local, ValueLayout.JAVA_BYTE, ARGUMENTS_OFFSET, into, 0, into.length);
  }

  /**
   * Offset of the first field of a call that must be zero and is not, of unknown flags or of a
   * priority that there is not; -1 when all is well. Inline argument bytes past {@code inlineBytes}
   * count.
   */
  public int firstReservedViolation(int inlineBytes) {
    if ((local.get(Wire.U16, FLAGS_OFFSET) & ~KNOWN_FLAGS) != 0) {
      return FLAGS_OFFSET;
    }
    if (priority() > MAX_PRIORITY) {
      return PRIORITY_OFFSET;
    }
    int from = hasIndirectArguments() ? INDIRECT_RESERVED_OFFSET : ARGUMENTS_OFFSET + inlineBytes;
    for (int offset = from; offset < Queues.ENTRY_BYTES; offset++) {
      if (local.get(Wire.U8, offset) != 0) {
        return offset;
      }
    }
    return -1;
  }
}
