package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Entries whose every byte follows from their number, so that a lost, repeated, reordered or torn
 * one shows.
 */
final class Traffic {
  private static final ValueLayout.OfInt INT = Wire.U32.withByteAlignment(1);
  private static final ValueLayout.OfLong LONG = Wire.U64.withByteAlignment(1);

  private final SubmissionEntry submission = new SubmissionEntry();
  private final CompletionEntry completion = new CompletionEntry();
  private final byte[] arguments = new byte[SubmissionEntry.INLINE_ARGUMENT_BYTES];
  private final MemorySegment argumentWords = MemorySegment.ofArray(arguments);

  static long mix(long value) {
    long z = value * 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /** The submission with a number. */
  SubmissionEntry submission(long number) {
    argumentWords.set(INT, 0, (int) mix(number + 1));
    argumentWords.set(LONG, 4, mix(number + 2));
    argumentWords.set(LONG, 12, mix(number + 3));
    return submission
        .set(number, (int) mix(number + 4), mix(number + 5), mix(number + 6))
        .output(mix(number + 7), mix(number + 8))
        .inlineArguments(arguments);
  }

  /** Takes the next submission and checks that it is the one with this number. */
  void check(SubmissionConsumer queue, long number) {
    queue.take(submission);
    assertEquals(number, submission.correlationId());
    assertEquals((int) mix(number + 4), submission.functionId());
    assertEquals(mix(number + 5), submission.inputOffset());
    assertEquals(mix(number + 6) & 0xFFFF_FFFFL, submission.inputBytes());
    assertEquals(mix(number + 7), submission.outputOffset());
    assertEquals(mix(number + 8) & 0xFFFF_FFFFL, submission.outputCapacity());
    submission.readInlineArguments(arguments);
    assertEquals((int) mix(number + 1), argumentWords.get(INT, 0));
    assertEquals(mix(number + 2), argumentWords.get(LONG, 4));
    assertEquals(mix(number + 3), argumentWords.get(LONG, 12));
  }

  /** The completion with a number. */
  CompletionEntry completion(long number) {
    completion.correlationId = number;
    completion.status = (int) mix(number + 1);
    completion.device = (int) mix(number + 2);
    completion.outputBytes = mix(number + 3) & 0xFFFF_FFFFL;
    completion.detail = mix(number + 4);
    completion.queuedNanos = mix(number + 5);
    completion.ranNanos = mix(number + 6);
    completion.deviceCycles = mix(number + 7);
    return completion;
  }

  /** Takes the next completion and checks that it is the one with this number. */
  void check(CompletionConsumer queue, long number) {
    queue.take(completion);
    assertEquals(number, completion.correlationId);
    assertEquals((int) mix(number + 1), completion.status);
    assertEquals((int) mix(number + 2), completion.device);
    assertEquals(mix(number + 3) & 0xFFFF_FFFFL, completion.outputBytes);
    assertEquals(mix(number + 4), completion.detail);
    assertEquals(mix(number + 5), completion.queuedNanos);
    assertEquals(mix(number + 6), completion.ranNanos);
    assertEquals(mix(number + 7), completion.deviceCycles);
  }

  /** Writes a payload that follows from a seed into the slot of a number. */
  static void writePayload(
      MemorySegment memory, long arenaOffset, long seed, long number, int slots) {
    memory.set(Wire.U64, arenaOffset + number % slots * Long.BYTES, mix(seed));
  }

  /** Checks the payload in the slot of a number. */
  static void checkPayload(
      MemorySegment memory, long arenaOffset, long seed, long number, int slots) {
    assertEquals(mix(seed), memory.get(Wire.U64, arenaOffset + number % slots * Long.BYTES));
  }
}
