package io.virtfun.driver.fpga;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The submission ring and the completion ring, in one page of memory that the device reaches.
 *
 * <p>Positions count up from 0 and start again with {@link #clear}. As many entries are under way
 * as a ring holds at most, so neither can overflow.
 *
 * <p><b>Thread:</b> one at a time. <b>Ownership:</b> the memory is its own. <b>Source:</b>
 * docs/fpga.md, "Descriptor" and "Completion".
 */
final class Rings implements AutoCloseable {
  /** Entries of either ring, as a power of two. */
  static final int LOG2 = 4;

  /** Entries of either ring. */
  static final int ENTRIES = 1 << LOG2;

  static final int DESCRIPTOR_BYTES = 64;
  static final int COMPLETION_BYTES = 32;
  static final int FLAGS_OFFSET = 2;
  static final int TAG_OFFSET = 8;
  static final int INPUT_ADDRESS_OFFSET = 16;
  static final int INPUT_BYTES_OFFSET = 24;
  static final int OUTPUT_ADDRESS_OFFSET = 32;
  static final int CAPACITY_OFFSET = 40;
  static final int RESULT_OFFSET = 8;
  static final int OUTPUT_BYTES_OFFSET = 12;
  static final int CYCLES_OFFSET = 16;
  static final int SLOT_OFFSET = 24;
  static final int SEQUENCE_OFFSET = 28;

  private static final long PAGE_BYTES = 4096;

  /** Where in the memory the completion ring begins; the submission ring lies at its start. */
  static final long COMPLETIONS_AT = (long) ENTRIES * DESCRIPTOR_BYTES;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 = JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SEQUENCE = U32.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(PAGE_BYTES, PAGE_BYTES);
  private long tail;
  private long head;
  private long entry;

  /** What the device must reach. */
  MemorySegment memory() {
    return memory;
  }

  /** Where the next descriptor will lie, counted up for ever. */
  long tail() {
    return tail;
  }

  /** How many completions have been taken. */
  long head() {
    return head;
  }

  /** Forgets everything; the device must not use the rings. */
  void clear() {
    memory.fill((byte) 0);
    tail = 0;
    head = 0;
  }

  private static long descriptorOffset(long position) {
    return (position & (ENTRIES - 1)) * DESCRIPTOR_BYTES;
  }

  /** Writes the descriptor of a call; the device does not know of it yet. */
  void post(PendingCall call) {
    MemorySegment descriptor = memory.asSlice(descriptorOffset(tail), DESCRIPTOR_BYTES);
    descriptor.fill((byte) 0);
    descriptor.set(U16, 0, (short) call.function().opcode());
    descriptor.set(U16, FLAGS_OFFSET, (short) call.flags());
    descriptor.set(U64, TAG_OFFSET, call.tag());
    descriptor.set(U64, INPUT_ADDRESS_OFFSET, call.inputAddress());
    descriptor.set(U32, INPUT_BYTES_OFFSET, (int) call.input().byteSize());
    descriptor.set(U64, OUTPUT_ADDRESS_OFFSET, call.outputAddress());
    descriptor.set(U32, CAPACITY_OFFSET, (int) Math.min(call.output().byteSize(), 0xFFFF_FFFFL));
    call.posted(tail);
    tail++;
    // SYNC: pairs with the device's read after the doorbell; the descriptor must be visible.
    VarHandle.fullFence();
  }

  /** Sets the flag of a posted descriptor that has the device abort it, should it be unread. */
  void flagAbort(PendingCall call) {
    long at = descriptorOffset(call.position()) + FLAGS_OFFSET;
    memory.set(U16, at, (short) (memory.get(U16, at) | Codes.bit(Codes.FLAG_ABORT)));
    // SYNC: pairs with the device's read after the abort register; the flag must be visible.
    VarHandle.fullFence();
  }

  /** Moves to the next completion; false where there is none. */
  boolean poll() {
    long at = COMPLETIONS_AT + (head & (ENTRIES - 1)) * COMPLETION_BYTES;
    // SYNC: pairs with Memory.sample in virtfun_memory.hpp, on a board with the order of PCIe's
    // writes; with the sequence the rest of the entry is visible.
    int sequence = (int) SEQUENCE.getAcquire(memory, at + SEQUENCE_OFFSET);
    if (sequence != (int) (head + 1)) {
      return false;
    }
    entry = at;
    head++;
    return true;
  }

  /** The tag of the completion that {@link #poll} moved to. */
  long tag() {
    return memory.get(U64, entry);
  }

  int result() {
    return memory.get(U32, entry + RESULT_OFFSET);
  }

  /** Bytes written, or needed. */
  long outputBytes() {
    return Integer.toUnsignedLong(memory.get(U32, entry + OUTPUT_BYTES_OFFSET));
  }

  long cycles() {
    return memory.get(U64, entry + CYCLES_OFFSET);
  }

  /** Idempotent. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
