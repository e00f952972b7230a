package io.virtfun.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that serves one peer and does as {@link Control} says.
 *
 * <p>Arguments: the peer's name, and a folder for sockets and the like.
 */
final class PeerServer {
  private PeerServer() {}

  /** Serves until stdin ends. */
  public static void main(String[] arguments) throws Exception {
    Server server = Peers.named(arguments[0]).serve(Path.of(arguments[1]));
    // Also when it is asked to end by a signal.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "peer-stop"));
    Control.serve(server.address(), server.pace());
    System.exit(0);
  }

  private static void close(Server server) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("peer: cannot end: " + e.getMessage());
    }
  }
}
