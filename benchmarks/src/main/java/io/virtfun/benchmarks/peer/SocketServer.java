package io.virtfun.benchmarks.peer;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Answers requests on TCP connections or domain sockets, with a thread for each.
 *
 * <p><b>Ownership:</b> connections end with their clients.
 */
public final class SocketServer implements AutoCloseable {
  private final ServerSocketChannel server;
  private final FunctionRunner functions;

  /** Listens. */
  public SocketServer(SocketAddress address, FunctionRunner functions) throws IOException {
    this.functions = functions;
    server =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    server.bind(address);
    Thread.ofPlatform().daemon().name("socket-accept").start(this::accept);
  }

  /** Where it listens. */
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  private void accept() {
    try {
      while (server.isOpen()) {
        SocketChannel channel = server.accept();
        setUp(channel);
        Thread.ofPlatform().daemon().name("socket-serve").start(() -> serve(channel));
      }
    } catch (IOException e) {
      if (server.isOpen()) {
        System.err.println("peer socket: " + e.getMessage());
      }
    }
  }

  /**
   * Has a socket send at once what is written: without Nagle's delay where it is TCP's.
   *
   * <p><b>Source:</b> tcp(7), TCP_NODELAY.
   */
  public static void setUp(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      new SocketConnection(channel, functions).serve();
    } catch (IOException | RuntimeException e) {
      System.err.println("peer socket: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
