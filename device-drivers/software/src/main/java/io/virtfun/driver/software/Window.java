package io.virtfun.driver.software;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A stretch of a segment, at most {@link #BYTES} long.
 *
 * <p>Segments may exceed what a {@link ByteBuffer} addresses. And the JVM's bulk operations cannot
 * be interrupted for a safepoint: on hundreds of MiB at once they would hold up every event loop.
 */
final class Window {
  /** Copied or hashed in well under a millisecond. */
  static final int BYTES = 1 << 20;

  private Window() {}

  /** The window that starts at an offset. */
  static MemorySegment segment(MemorySegment whole, long offset) {
    return whole.asSlice(offset, Math.min(BYTES, whole.byteSize() - offset));
  }

  /** The window that starts at an offset, as the buffer that JDK classes take. */
  static ByteBuffer buffer(MemorySegment whole, long offset) {
    return segment(whole, offset).asByteBuffer();
  }

  /** Visits a segment window by window. */
  static void forEach(MemorySegment whole, Consumer<ByteBuffer> visitor) {
    for (long offset = 0; offset < whole.byteSize(); offset += BYTES) {
      visitor.accept(buffer(whole, offset));
    }
  }

  /** Copies a segment to the start of another. */
  static void copy(MemorySegment from, MemorySegment to) {
    for (long offset = 0; offset < from.byteSize(); offset += BYTES) {
      MemorySegment window = segment(from, offset);
      MemorySegment.copy(window, 0, to, offset, window.byteSize());
    }
  }

  /** Overwrites a segment with zeros. */
  static void clear(MemorySegment whole) {
    for (long offset = 0; offset < whole.byteSize(); offset += BYTES) {
      segment(whole, offset).fill((byte) 0);
    }
  }
}
