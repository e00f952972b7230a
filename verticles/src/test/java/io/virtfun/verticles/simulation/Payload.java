package io.virtfun.verticles.simulation;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** What lies in slices: the guest's mark, an input, an output that follows from it. */
final class Payload {
  static final int BYTES = 32;
  private static final int WORDS = BYTES / Long.BYTES;
  private static final long OWN = 0x6f776e_6f776e_6f77L;
  private static final long RESULT = 0x726573756c74L;
  private static final long SCRIBBLE = 0x73637269626265L;

  private Payload() {}

  private static long word(long id, int index) {
    return id * 31 + index;
  }

  /** Marks input and output as the guest's own. */
  static void own(MemorySegment slice) {
    for (int i = 0; i < 2 * WORDS; i++) {
      slice.setAtIndex(JAVA_LONG, i, OWN);
    }
  }

  /** Nobody has written since. */
  static void checkOwn(MemorySegment slice) {
    for (int i = 0; i < 2 * WORDS; i++) {
      if (slice.getAtIndex(JAVA_LONG, i) != OWN) {
        throw new AssertionError("a slice was written that the guest had back");
      }
    }
  }

  /** Writes the input of a call. */
  static void fill(MemorySegment slice, long id) {
    for (int i = 0; i < WORDS; i++) {
      slice.setAtIndex(JAVA_LONG, i, word(id, i));
    }
  }

  /** Writes the output that belongs to an input. */
  static void work(MemorySegment input, MemorySegment output) {
    for (int i = 0; i < WORDS; i++) {
      output.setAtIndex(JAVA_LONG, i, input.getAtIndex(JAVA_LONG, i) ^ RESULT);
    }
  }

  /** Writes what is no output. */
  static void scribble(MemorySegment output) {
    for (int i = 0; i < WORDS; i++) {
      output.setAtIndex(JAVA_LONG, i, SCRIBBLE);
    }
  }

  /** The output is that of a call. */
  static void checkResult(MemorySegment slice, long id) {
    for (int i = 0; i < WORDS; i++) {
      if (slice.getAtIndex(JAVA_LONG, WORDS + i) != (word(id, i) ^ RESULT)) {
        throw new AssertionError("the output is not that of the call");
      }
    }
  }
}
