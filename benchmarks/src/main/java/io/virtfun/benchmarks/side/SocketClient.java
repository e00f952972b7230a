package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.peer.FunctionRunner;
import io.virtfun.benchmarks.peer.Request;
import io.virtfun.benchmarks.peer.SocketServer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Calls over a plain socket. */
final class SocketClient implements Client {
  private final SocketChannel channel;
  private final FunctionRunner functions = new FunctionRunner();

  private SocketClient(SocketChannel channel) {
    this.channel = channel;
  }

  static Server serveUnix(Path folder) throws IOException {
    return serve(Addresses.socketIn(folder, "uds"));
  }

  static Server serveTcp(Path folder) throws IOException {
    return serve(Addresses.anyPort());
  }

  private static Server serve(SocketAddress at) throws IOException {
    SocketServer server = new SocketServer(at, new FunctionRunner());
    String address = Addresses.text(server.address());
    return new Server() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void close() throws IOException {
        server.close();
      }
    };
  }

  static Client connect(String address) throws IOException {
    SocketChannel channel = SocketChannel.open(Addresses.parse(address));
    SocketServer.setUp(channel);
    return new SocketClient(channel);
  }

  @Override
  public Caller prepare(Task task) {
    Request request = functions.request(task.function(), task.parameters(), task.input());
    return new SocketCaller(channel, request);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
