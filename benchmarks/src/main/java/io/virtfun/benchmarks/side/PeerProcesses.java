package io.virtfun.benchmarks.side;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A peer's two processes, ready to be measured: server and client.
 *
 * <p><b>Thread:</b> one. <b>Ownership:</b> the run's.
 */
public final class PeerProcesses {
  /** VirtFun itself. */
  public static final String VIRTFUN = "virtfun";

  /** The function in the caller's own process, which has no server. */
  public static final String NATIVE = "native";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PEER_SERVER = "io.virtfun.benchmarks.side.PeerServer";

  private final String name;
  private final @Nullable ServerProcess server;
  private final ServerProcess client;

  private PeerProcesses(String name, @Nullable ServerProcess server, ServerProcess client) {
    this.name = name;
    this.server = server;
    this.client = client;
  }

  /**
   * Starts a peer.
   *
   * <p><b>Errors:</b> {@link BenchException} where this machine cannot run it.
   */
  public static PeerProcesses start(Run run, String peer) {
    return switch (peer) {
      case VIRTFUN -> virtfun(run, Variant.DEFAULT);
      case NATIVE -> new PeerProcesses(peer, null, client(run, peer, ""));
      default -> {
        requireRunnable(peer);
        ServerProcess server = ServerProcess.start(run, PEER_SERVER, peer, folder(run, peer));
        yield new PeerProcesses(peer, server, client(run, peer, server.address("address")));
      }
    };
  }

  private static void requireRunnable(String peer) {
    try {
      Optional<String> lacking = Peers.named(peer).lacking().get();
      if (lacking.isPresent()) {
        throw new BenchException(lacking.get());
      }
    } catch (IllegalArgumentException e) {
      throw new BenchException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Starts VirtFun, configured in some way. */
  public static PeerProcesses virtfun(Run run, Variant variant) {
    ServerProcess broker = BrokerServer.start(run, variant.configuration());
    String address = variant.client(broker.address("address"));
    return new PeerProcesses(VIRTFUN, broker, client(run, VIRTFUN, address));
  }

  private static ServerProcess client(Run run, String peer, String address) {
    return ServerProcess.start(run, ClientMain.class.getName(), peer, address);
  }

  private static String folder(Run run, String peer) {
    try {
      return Files.createTempDirectory(run.folder(), peer).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The peer's name. */
  public String name() {
    return name;
  }

  /** What is left of the output of one call when it is compared. */
  public String output(Task task) {
    return tell(Order.once(task)).output();
  }

  /** Calls one after another. */
  public Sample sequential(Task task, int calls, Duration pause) {
    return measure(Order.sequential(task, calls, pause));
  }

  /** As many calls at once as it is told, for a while. */
  public Sample pipelined(Task task, int inFlight, Duration duration) {
    return measure(Order.pipelined(task, inFlight, duration));
  }

  private Sample measure(Order order) {
    control("awake");
    Usage before = serverUsage();
    Answer answer = tell(order);
    Usage used = serverUsage().since(before);
    control("rest");
    return new Sample(answer.calls(), answer.nanos(), answer.latencies(), answer.usage(), used);
  }

  private void control(String word) {
    if (server != null) {
      server.ask(word);
    }
  }

  private Usage serverUsage() {
    return server == null ? Usage.NONE : read(server.ask("usage"), Usage.class);
  }

  private Answer tell(Order order) {
    try {
      Answer answer = read(client.ask(JSON.writeValueAsString(order)), Answer.class);
      if (answer.failure() != null) {
        throw new BenchException("%s: %s: %s".formatted(name, order, answer.failure()));
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T read(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new BenchException(name + " says: " + line + " (expected: " + type + ")", e);
    }
  }
}
