package io.virtfun.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A process that serves the peers: prints {@code ready grpc=PORT tcp=PORT}, ends with its stdin.
 *
 * <p>Argument: the address to listen on.
 */
public final class PeerServers {
  private PeerServers() {}

  /** Serves until stdin ends. */
  public static void main(String[] arguments) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(arguments[0]), 0);
    FunctionRunner functions = new FunctionRunner();
    try (GrpcServer grpc = new GrpcServer(address, functions);
        SocketServer tcp = new SocketServer(address, functions)) {
      System.out.println("ready grpc=" + port(grpc.address()) + " tcp=" + port(tcp.address()));
      while (System.in.read() >= 0) {
        // Nothing is said to it; it waits for the end.
      }
    }
    System.exit(0);
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }
}
