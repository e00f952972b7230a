package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.peer.Request;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One call over a socket: head and input lie one behind the other in memory that the kernel reads
 * from, many times over where they are small, so that any number of calls is one write.
 */
final class SocketCaller extends BlockingCaller {
  private static final int BATCH_BYTES = 32 << 10;

  /** Less than the kernel lends a socket, with what it adds to each piece it holds. */
  private static final int HELD_BYTES = 32 << 10;

  private static final int LEAST_READ_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final int requestBytes;
  private final int batch;
  private final int answerBytes;
  private final ByteBuffer out;
  private final ByteBuffer in;
  private int outputAt;
  private int outputBytes;

  SocketCaller(SocketChannel channel, Request request) {
    this.channel = channel;
    requestBytes = request.bytes();
    batch = Math.max(1, BATCH_BYTES / requestBytes);
    out = ByteBuffer.allocateDirect(batch * requestBytes);
    byte[] head = request.head().bytes();
    while (out.hasRemaining()) {
      out.put(head).put(request.input());
    }
    answerBytes = Integer.BYTES + request.outputBytes();
    in = ByteBuffer.allocateDirect(Math.max(LEAST_READ_BYTES, answerBytes)).limit(0);
  }

  @Override
  void send(int calls) throws IOException {
    for (int left = calls; left > 0; left -= batch) {
      out.clear().limit(Math.min(left, batch) * requestBytes);
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }
  }

  @Override
  int receive() throws IOException {
    in.compact();
    int received = 0;
    while (received == 0) {
      if (channel.read(in) < 0) {
        throw new EOFException("the server has closed the connection");
      }
      in.flip();
      received = take();
      if (received == 0) {
        in.compact();
      }
    }
    return received;
  }

  /** Steps over all answers that are complete; how many. */
  private int take() {
    int taken = 0;
    while (in.remaining() >= Integer.BYTES) {
      int bytes = in.getInt(in.position());
      if (in.remaining() < Integer.BYTES + bytes) {
        break;
      }
      outputAt = in.position() + Integer.BYTES;
      outputBytes = bytes;
      in.position(outputAt + bytes);
      taken++;
    }
    return taken;
  }

  @Override
  byte[] output() {
    byte[] output = new byte[outputBytes];
    in.get(outputAt, output);
    return output;
  }

  @Override
  boolean holds(int inFlight) {
    return (long) inFlight * Math.max(requestBytes, answerBytes) <= HELD_BYTES;
  }

  @Override
  public void close() {
    // The buffers go with the caller; the socket is the client's.
  }
}
