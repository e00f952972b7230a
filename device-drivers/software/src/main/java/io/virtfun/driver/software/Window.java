package io.virtfun.driver.software;

import io.virtfun.driver.spi.Invocation;
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

  /** Visits a call's input window by window; false where the call is to stop before the end. */
  static boolean forEach(Invocation call, Consumer<ByteBuffer> visitor) {
    MemorySegment whole = call.input();
    for (long offset = 0; offset < whole.byteSize(); offset += BYTES) {
      if (call.cancellation().isRequested()) {
        return false;
      }
      visitor.accept(buffer(whole, offset));
    }
    return true;
  }

  /** Copies a call's input to the start of its output; false as with {@link #forEach}. */
  static boolean copy(Invocation call) {
    MemorySegment from = call.input();
    for (long offset = 0; offset < from.byteSize(); offset += BYTES) {
      if (call.cancellation().isRequested()) {
        return false;
      }
      MemorySegment window = segment(from, offset);
      MemorySegment.copy(window, 0, call.output(), offset, window.byteSize());
    }
    return true;
  }

  /** Overwrites a segment with zeros. */
  static void clear(MemorySegment whole) {
    for (long offset = 0; offset < whole.byteSize(); offset += BYTES) {
      segment(whole, offset).fill((byte) 0);
    }
  }
}
