package io.virtfun.benchmarks.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Request and response over one TCP connection, without Nagle's delay, head and input at once. */
public final class TcpOffload implements Offload {
  private final SocketChannel channel;
  private final DataInputStream in;

  /** Connects. */
  public TcpOffload(InetSocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    in = new DataInputStream(channel.socket().getInputStream());
  }

  @Override
  public byte[] call(Request request) throws IOException {
    ByteBuffer[] parts = {
      ByteBuffer.wrap(request.head().bytes()), ByteBuffer.wrap(request.input())
    };
    while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
      channel.write(parts);
    }
    byte[] output = new byte[in.readInt()];
    in.readFully(output);
    return output;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
