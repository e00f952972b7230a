package io.virtfun.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A process that serves the peers: prints {@code ready grpc=PORT tcp=PORT}, ends with its stdin.
 *
 * <p>Argument: the address to listen on.
 */
public final class PeerServers {
  private PeerServers() {}

  /** Serves until stdin ends. */
  public static void main(String[] arguments) throws IOException {
    InetAddress address = InetAddress.getByName(arguments[0]);
    FunctionRunner functions = new FunctionRunner();
    try (GrpcServer grpc = new GrpcServer(address, functions);
        TcpServer tcp = new TcpServer(address, functions)) {
      System.out.println("ready grpc=" + grpc.port() + " tcp=" + tcp.port());
      while (System.in.read() >= 0) {
        // Nothing is said to it; it waits for the end.
      }
    }
    System.exit(0);
  }
}
