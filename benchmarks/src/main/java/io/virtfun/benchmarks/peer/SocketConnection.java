package io.virtfun.benchmarks.peer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The server's side of one connection: functions run from the buffer that was read into to the one
 * that is written, and all calls that one read brought are answered by one write.
 *
 * <p><b>Thread:</b> one.
 */
final class SocketConnection {
  /** Before each answer: its size. */
  private static final int ANSWER_HEAD_BYTES = Integer.BYTES;

  private static final int LEAST_BUFFER_BYTES = 256 << 10;

  private final SocketChannel channel;
  private final HeadReader heads;
  private ByteBuffer in = ByteBuffer.allocateDirect(LEAST_BUFFER_BYTES);
  private MemorySegment input = MemorySegment.ofBuffer(in).asReadOnly();
  private ByteBuffer out = ByteBuffer.allocateDirect(LEAST_BUFFER_BYTES);
  private MemorySegment output = MemorySegment.ofBuffer(out);

  SocketConnection(SocketChannel channel, FunctionRunner functions) {
    this.channel = channel;
    heads = new HeadReader(functions);
  }

  /** Answers until the client has gone. */
  void serve() throws IOException {
    while (channel.read(in) >= 0) {
      in.flip();
      int frameBytes = Head.BYTES;
      while (in.remaining() >= Head.BYTES) {
        Head next = heads.read(in, in.position());
        frameBytes = Head.BYTES + next.inputBytes();
        if (in.remaining() < frameBytes) {
          break;
        }
        answer(next);
        in.position(in.position() + frameBytes);
      }
      keepRest(frameBytes);
      flush();
    }
  }

  private void answer(Head next) throws IOException {
    int answerBytes = ANSWER_HEAD_BYTES + next.outputBytes();
    if (out.remaining() < answerBytes) {
      flush();
      if (out.capacity() < answerBytes) {
        out = ByteBuffer.allocateDirect(answerBytes);
        output = MemorySegment.ofBuffer(out);
      }
    }
    int at = out.position();
    int outputBytes =
        heads
            .call()
            .run(
                input.asSlice(in.position() + (long) Head.BYTES, next.inputBytes()),
                output.asSlice(at + (long) ANSWER_HEAD_BYTES, next.outputBytes()));
    out.putInt(outputBytes).position(at + ANSWER_HEAD_BYTES + outputBytes);
  }

  /** Makes what is not yet complete the start of the buffer, and that large enough. */
  private void keepRest(int frameBytes) {
    if (in.capacity() < frameBytes) {
      in = ByteBuffer.allocateDirect(frameBytes).put(in);
      input = MemorySegment.ofBuffer(in.duplicate().clear()).asReadOnly();
    } else {
      in.compact();
    }
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
  }
}
