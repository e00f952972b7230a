package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries lie in the region as the layouts say, and reserved bytes of submissions are checked. */
class EntriesTest {
  private static final long U32_MAX = 0xFFFF_FFFFL;

  private final MemorySegment region = Arena.ofAuto().allocate(128, 64);
  private final SubmissionEntry entry = new SubmissionEntry();

  @Test
  void shouldLaySubmissionOutAsDocumented() {
    region.fill((byte) -1);
    entry.set(-2, -3, Long.MAX_VALUE, U32_MAX).output(Long.MIN_VALUE, 0x8000_0000L);
    entry.inlineArguments(new byte[] {1, 2, 3});
    entry.copyTo(region, 64);
    assertEquals(-2, submission("correlationId"));
    assertEquals(-3 & U32_MAX, submission("functionId"));
    assertEquals(Long.MAX_VALUE, submission("inputOffset"));
    assertEquals(Long.MIN_VALUE, submission("outputOffset"));
    assertEquals(U32_MAX, submission("inputBytes"));
    assertEquals(0x8000_0000L, submission("outputCapacity"));
    for (String zero : new String[] {"flags", "priority", "device", "timeToLiveMicros"}) {
      assertEquals(0, submission(zero), zero);
    }
    byte[] arguments = region.asSlice(64 + 44, 20).toArray(Wire.U8);
    assertArrayEquals(java.util.Arrays.copyOf(new byte[] {1, 2, 3}, 20), arguments);
    assertEquals(-1, region.get(Wire.U64, 56), "bytes before the entry");
  }

  @Test
  void shouldReadSubmissionBack() {
    entry.set(-2, -3, Long.MAX_VALUE, U32_MAX).output(Long.MIN_VALUE, 0x8000_0000L);
    byte[] arguments = new byte[SubmissionEntry.INLINE_ARGUMENT_BYTES];
    java.util.Arrays.fill(arguments, (byte) 7);
    entry.inlineArguments(arguments).copyTo(region, 64);
    SubmissionEntry copy = new SubmissionEntry();
    copy.copyFrom(region, 64);
    region.fill((byte) 0x55);
    assertEquals(-2, copy.correlationId());
    assertEquals(-3, copy.functionId());
    assertEquals(Long.MAX_VALUE, copy.inputOffset());
    assertEquals(U32_MAX, copy.inputBytes());
    assertEquals(Long.MIN_VALUE, copy.outputOffset());
    assertEquals(0x8000_0000L, copy.outputCapacity());
    assertFalse(copy.hasIndirectArguments());
    byte[] read = new byte[arguments.length];
    copy.readInlineArguments(read);
    assertArrayEquals(arguments, read);
  }

  @Test
  void shouldPointToIndirectArguments() {
    entry.set(1, 1, 0, 0).indirectArguments(0x1234_5678_9ABCL, 256).copyTo(region, 0);
    assertEquals(1, Fields.get(region, 0, Layouts.SUBMISSION_ENTRY, "flags"));
    long at = Wire.offset(Layouts.SUBMISSION_ENTRY, "arguments");
    assertEquals(256, Fields.get(region, at, Layouts.INDIRECT_ARGUMENTS, "argumentsBytes"));
    assertEquals(
        0x1234_5678_9ABCL, Fields.get(region, at, Layouts.INDIRECT_ARGUMENTS, "argumentsOffset"));
    assertTrue(entry.hasIndirectArguments());
    assertEquals(256, entry.argumentsBytes());
    assertEquals(0x1234_5678_9ABCL, entry.argumentsOffset());
    assertEquals(-1, entry.firstReservedViolation(0));
  }

  @Test
  void shouldClearWhatAnEarlierCallLeft() {
    entry.set(1, 1, 1, 1).output(1, 1).indirectArguments(1, 1);
    entry.set(2, 2, 2, 2);
    assertFalse(entry.hasIndirectArguments());
    assertEquals(0, entry.outputCapacity());
    assertEquals(-1, entry.firstReservedViolation(0));
  }

  @Test
  void shouldRefuseInlineArgumentsThatDoNotFit() {
    assertThrows(IndexOutOfBoundsException.class, () -> entry.inlineArguments(new byte[21]));
  }

  @ParameterizedTest
  @CsvSource({
    "12, 2, 12",
    "13, 1, 12",
    "13, 128, 12",
    "14, 4, 14",
    "14, 255, 14",
    "52, 1, 52",
    "55, 1, 55",
    "63, 255, 63"
  })
  void shouldReportReservedByte(int offset, int value, int field) {
    assertEquals(field, violation(8, offset, value));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 11, 15, 16, 31, 32, 39, 40, 43, 44, 51})
  void shouldAdmitAnyByteThatIsNotReserved(int offset) {
    assertEquals(-1, violation(8, offset, 0xFF));
  }

  @Test
  void shouldCheckWhatFollowsInlineArguments() {
    for (int bytes = 0; bytes <= SubmissionEntry.INLINE_ARGUMENT_BYTES; bytes++) {
      for (int offset = 44; offset < 64; offset++) {
        int expected = offset < 44 + bytes ? -1 : offset;
        assertEquals(expected, violation(bytes, offset, 1), bytes + " " + offset);
      }
    }
  }

  @Test
  void shouldCheckReservedBytesOfIndirectArgumentsOnly() {
    for (int offset = 44; offset < 64; offset++) {
      region.fill((byte) 0);
      region.set(Wire.U8, 12, (byte) SubmissionEntry.FLAG_INDIRECT_ARGUMENTS);
      region.set(Wire.U8, offset, (byte) 1);
      entry.copyFrom(region, 0);
      assertEquals(offset < 56 ? -1 : offset, entry.firstReservedViolation(0), "at " + offset);
    }
  }

  @Test
  void shouldReportFirstOfSeveral() {
    region.fill((byte) -1);
    for (int field : new int[] {12, 14, 44}) {
      entry.copyFrom(region, 0);
      assertEquals(field, entry.firstReservedViolation(0));
      region.asSlice(field, field == 12 ? 2 : 1).fill((byte) 0);
    }
    entry.copyFrom(region, 0);
    assertEquals(45, entry.firstReservedViolation(0));
  }

  private int violation(int inlineBytes, int offset, int value) {
    region.fill((byte) 0);
    region.set(Wire.U8, offset, (byte) value);
    entry.copyFrom(region, 0);
    return entry.firstReservedViolation(inlineBytes);
  }

  @Test
  void shouldLayCompletionOutAsDocumented() {
    region.fill((byte) -1);
    CompletionEntry written = new CompletionEntry();
    written.correlationId = -2;
    written.status = 11;
    written.device = -4;
    written.outputBytes = U32_MAX;
    written.detail = -5;
    written.queuedNanos = Long.MAX_VALUE;
    written.ranNanos = Long.MIN_VALUE;
    written.deviceCycles = -6;
    written.why = 0xFE;
    written.attempts = 0xFD;
    written.copyTo(region, 64);
    assertEquals(-2, completion("correlationId"));
    assertEquals(11, completion("status"));
    assertEquals(-4 & U32_MAX, completion("device"));
    assertEquals(U32_MAX, completion("outputBytes"));
    assertEquals(0xFE, completion("why"));
    assertEquals(0xFD, completion("attempts"));
    assertEquals(0, completion("reserved0"));
    assertEquals(-5, completion("detail"));
    assertEquals(Long.MAX_VALUE, completion("queuedNanos"));
    assertEquals(Long.MIN_VALUE, completion("ranNanos"));
    assertEquals(-6, completion("deviceCycles"));
    assertEquals(0, region.get(Wire.U64, 64 + 56));
    CompletionEntry read = new CompletionEntry();
    read.copyFrom(region, 64);
    assertEquals(-2, read.correlationId);
    assertEquals(11, read.status);
    assertEquals(-4, read.device);
    assertEquals(U32_MAX, read.outputBytes);
    assertEquals(-5, read.detail);
    assertEquals(Long.MAX_VALUE, read.queuedNanos);
    assertEquals(Long.MIN_VALUE, read.ranNanos);
    assertEquals(-6, read.deviceCycles);
    assertEquals(0xFE, read.why);
    assertEquals(0xFD, read.attempts);
  }

  private long submission(String field) {
    return Fields.get(region, 64, Layouts.SUBMISSION_ENTRY, field);
  }

  private long completion(String field) {
    return Fields.get(region, 64, Layouts.COMPLETION_ENTRY, field);
  }
}
