package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The peers of a scenario, all started before the first is measured and kept for the scenarios
 * after it; who is not measured sleeps.
 *
 * <p><b>Thread:</b> one. <b>Ownership:</b> the run's.
 */
public final class Lineup {
  private static final int FIRST_CALLS = 4;
  private static final int MOST_CALLS = 1 << 16;

  private final Map<String, PeerProcesses> peers = new LinkedHashMap<>();

  private Lineup() {}

  /**
   * Starts peers. One that cannot run here is left out, and a line says so.
   *
   * <p><b>Errors:</b> {@link BenchException} where VirtFun is the one.
   */
  public static Lineup start(Run run, List<String> names) {
    Lineup lineup = new Lineup();
    for (String name : names) {
      try {
        lineup.peers.put(name, run.shared(name, PeerProcesses.class, whole -> start(whole, name)));
      } catch (BenchException e) {
        if (name.equals(PeerProcesses.VIRTFUN)) {
          throw e;
        }
        run.say("  without " + name + ": " + e.getMessage());
      }
    }
    return lineup;
  }

  private static PeerProcesses start(Run run, String name) {
    run.say("  starting " + name);
    return PeerProcesses.start(run, name);
  }

  /** How peers are set up for speed. */
  public static List<Configuration> configurations() {
    return Peers.all().stream()
        .map(peer -> new Configuration(peer.name(), peer.configured()))
        .toList();
  }

  /** How a peer is set up for speed, and after which documentation. */
  public record Configuration(String peer, String configured) {}

  /** Who takes part, in the order asked for. */
  public List<String> names() {
    return List.copyOf(peers.keySet());
  }

  /** Those of some names who take part. */
  public List<String> among(List<String> names) {
    return names.stream().filter(peers::containsKey).toList();
  }

  /** One who takes part. */
  public PeerProcesses peer(String name) {
    return Objects.requireNonNull(peers.get(name), name);
  }

  /**
   * Has peers make a call and compares what they answer.
   *
   * <p><b>Errors:</b> {@link BenchException} where answers differ.
   */
  public void check(Task task, List<String> names) {
    Map<String, String> outputs = new LinkedHashMap<>();
    names.forEach(name -> outputs.put(name, peer(name).output(task)));
    if (outputs.values().stream().distinct().count() > 1) {
      throw new BenchException("%s: answers differ: %s".formatted(task, outputs));
    }
  }

  /**
   * Checks and warms up some peers.
   *
   * @param duration how long each is to call
   * @param round how long one round is to be
   * @return how many calls make a round, by peer
   */
  public Map<String, Integer> warmUp(
      Task task, List<String> names, Duration duration, Duration round) {
    check(task, names);
    Map<String, Integer> calls = new LinkedHashMap<>();
    names.forEach(name -> calls.put(name, warmUp(peer(name), task, duration, round)));
    return calls;
  }

  private static int warmUp(PeerProcesses peer, Task task, Duration duration, Duration round) {
    long start = System.nanoTime();
    int calls = FIRST_CALLS;
    Sample sample;
    do {
      sample = peer.sequential(task, calls, Duration.ZERO);
      // No longer than what is left, as far as the last ones tell.
      long left = duration.toNanos() - (System.nanoTime() - start);
      long fitting = left * sample.calls() / Math.max(1, sample.nanos());
      calls = Math.clamp(Math.min(2L * calls, fitting), 1, MOST_CALLS);
    } while (System.nanoTime() - start < duration.toNanos());
    return Math.clamp(
        round.toNanos() / Math.max(1, sample.nanos() / sample.calls()), 2, MOST_CALLS);
  }

  /** The names of {@link #names()} without some. */
  public List<String> without(String... names) {
    List<String> others = new ArrayList<>(names());
    others.removeAll(List.of(names));
    return others;
  }
}
