package io.virtfun.benchmarks.side;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Frames in the chunks that a socket brings; only one that lies in several chunks is copied.
 *
 * <p><b>Thread:</b> the socket's event loop.
 */
final class VertxFrames implements Handler<Buffer> {
  /** What frames look like, and who takes them. */
  interface Format {
    /** Bytes that tell a frame's size. */
    int headBytes();

    /** The size of the frame whose head is the next to be read, head included. */
    int frameBytes(ByteBuf bytes) throws Exception;

    /** A whole frame is the next to be read; whoever takes it leaves the reader index. */
    void frame(ByteBuf bytes) throws Exception;

    /** Nothing more will come of this connection. */
    void broken(Throwable e);
  }

  private final Format format;
  private @Nullable ByteBuf begun;

  VertxFrames(Format format) {
    this.format = format;
  }

  @Override
  public void handle(Buffer chunk) {
    // Vert.x would log what is thrown here, and whoever waits for an answer would wait for ever.
    try {
      ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
      if (begun != null) {
        bytes = begun.discardReadBytes().writeBytes(bytes);
      }
      int frameBytes = take(bytes);
      if (!bytes.isReadable()) {
        begun = null;
      } else if (begun == null) {
        begun = Unpooled.buffer(Math.max(frameBytes, bytes.readableBytes())).writeBytes(bytes);
      }
    } catch (Exception | Error e) {
      format.broken(e);
    }
  }

  /** Hands out whole frames; the size of the one that is not whole, as far as it is known. */
  private int take(ByteBuf bytes) throws Exception {
    while (bytes.readableBytes() >= format.headBytes()) {
      int frameBytes = format.frameBytes(bytes);
      if (bytes.readableBytes() < frameBytes) {
        return frameBytes;
      }
      format.frame(bytes);
      bytes.skipBytes(frameBytes);
    }
    return format.headBytes();
  }
}
