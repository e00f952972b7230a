package io.virtfun.verticles.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Whether two outputs of one call are the same result. */
enum Comparison {
  /** Byte for byte. */
  EXACT {
    @Override
    boolean equal(MemorySegment output, MemorySegment reference) {
      return output.mismatch(reference) < 0;
    }
  },

  /**
   * As numbers of 32 bits, of which implementations sum the parts in different orders: the distance
   * is at most so large a part of the reference's norm. What is not finite must be the same.
   */
  FLOATS {
    @Override
    boolean equal(MemorySegment output, MemorySegment reference) {
      if (output.byteSize() != reference.byteSize() || output.byteSize() % Float.BYTES != 0) {
        return false;
      }
      double error = 0;
      double norm = 0;
      for (long at = 0; at < output.byteSize(); at += Float.BYTES) {
        float a = output.get(FLOAT, at);
        float b = reference.get(FLOAT, at);
        if (!Float.isFinite(a) || !Float.isFinite(b)) {
          if (Float.compare(a, b) != 0) {
            return false;
          }
        } else {
          error += ((double) a - b) * ((double) a - b);
          norm += (double) b * b;
        }
      }
      return Math.sqrt(error) <= MOST_RELATIVE * Math.sqrt(norm);
    }
  };

  private static final double MOST_RELATIVE = 1e-4;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Whether they are. */
  abstract boolean equal(MemorySegment output, MemorySegment reference);
}
