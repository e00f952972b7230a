package io.virtfun.benchmarks.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Answers requests on TCP connections, with a thread for each. */
final class TcpServer implements AutoCloseable {
  private final ServerSocketChannel server;
  private final FunctionRunner functions;

  TcpServer(InetAddress address, FunctionRunner functions) throws IOException {
    this.functions = functions;
    server = ServerSocketChannel.open().bind(new InetSocketAddress(address, 0));
    Thread.ofPlatform().daemon().name("tcp-accept").start(this::accept);
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private void accept() {
    try {
      while (server.isOpen()) {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Thread.ofPlatform().daemon().name("tcp-serve").start(() -> serve(channel));
      }
    } catch (IOException e) {
      if (server.isOpen()) {
        System.err.println("peer tcp: " + e.getMessage());
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel;
        DataInputStream in = new DataInputStream(channel.socket().getInputStream())) {
      for (byte[] head = in.readNBytes(Request.HEAD_BYTES);
          head.length > 0;
          head = in.readNBytes(Request.HEAD_BYTES)) {
        Request request = Request.ofHead(head);
        in.readFully(request.input());
        answer(channel, functions.run(request));
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("peer tcp: " + e.getMessage());
    }
  }

  private static void answer(SocketChannel channel, byte[] output) throws IOException {
    ByteBuffer[] parts = {ByteBuffer.allocate(4).putInt(0, output.length), ByteBuffer.wrap(output)};
    do {
      channel.write(parts);
    } while (parts[0].hasRemaining() || parts[1].hasRemaining());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
