package io.virtfun.benchmarks.side;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Something that users could pick instead, or a floor that nobody can go below.
 *
 * @param name as results name it
 * @param serving how its server's process serves
 * @param connecting how its client's process connects
 * @param offer what it can be asked for
 * @param configured how it is set up for speed, and after which documentation
 * @param lacking tells what this machine lacks for it, where it cannot be measured
 */
record Peer(
    String name,
    Serving serving,
    Connecting connecting,
    Offer offer,
    String configured,
    Supplier<Optional<String>> lacking) {
  Peer(String name, Serving serving, Connecting connecting, Offer offer, String configured) {
    this(name, serving, connecting, offer, configured, Optional::empty);
  }

  /** Starts a server. */
  interface Serving {
    /** In this process, with a folder for what it needs. */
    Server serve(Path folder) throws Exception;
  }

  /** Reaches a server. */
  interface Connecting {
    /** At the address that the server gave. */
    Client connect(String address) throws Exception;
  }

  /**
   * What a peer can be asked for.
   *
   * @param functions by name; none stands for all of them
   * @param mostInputBytes largest input
   * @param pipelined whether calls can be outstanding together
   */
  record Offer(Set<String> functions, int mostInputBytes, boolean pipelined) {
    /** Every function. */
    static final Offer ALL = new Offer(Set.of(), 64 << 20, true);

    Offer {
      functions = Set.copyOf(functions);
    }

    /** Whether a task is among them. */
    boolean includes(Task task) {
      return (functions.isEmpty() || functions.contains(task.function()))
          && task.inputBytes() <= mostInputBytes;
    }
  }

  /** Starts its server in this process. */
  Server serve(Path folder) throws Exception {
    return serving.serve(folder);
  }

  /** Reaches its server. */
  Client connect(String address) throws Exception {
    return connecting.connect(address);
  }
}
