package io.virtfun.guest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Copies between Vert.x buffers and the region, each byte once.
 *
 * <p>Only through {@link MemorySegment}: its access checks hold when a session is closed meanwhile.
 * Netty's own copies go to raw addresses, which an unmapped region turns into a crash.
 */
final class BufferCopies {
  private BufferCopies() {}

  static void write(Buffer source, MemorySegment target) {
    ByteBuf bytes = ((BufferInternal) source).getByteBuf();
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.readerIndex();
      MemorySegment.copy(
          MemorySegment.ofArray(bytes.array()), from, target, 0, bytes.readableBytes());
      return;
    }
    long at = 0;
    for (ByteBuffer part : bytes.nioBuffers()) {
      MemorySegment from = MemorySegment.ofBuffer(part);
      MemorySegment.copy(from, 0, target, at, from.byteSize());
      at += from.byteSize();
    }
  }

  static Buffer read(MemorySegment source) {
    if (source.byteSize() > Integer.MAX_VALUE - 8) {
      throw new IndexOutOfBoundsException(
          "buffer of " + source.byteSize() + " bytes (expected: less than 2 GiB; read in parts)");
    }
    int length = (int) source.byteSize();
    ByteBuf bytes = Unpooled.buffer(length);
    MemorySegment.copy(
        source, 0, MemorySegment.ofArray(bytes.array()), bytes.arrayOffset(), length);
    return BufferInternal.buffer(bytes.writerIndex(length));
  }
}
