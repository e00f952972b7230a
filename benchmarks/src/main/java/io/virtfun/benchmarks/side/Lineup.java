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

  /** Before so many calls, compilers have hardly begun with what one call runs through. */
  private static final int COMPILED_CALLS = 10_000;

  /** Calls that take more than this share of the fastest before get no faster. */
  private static final double STEADY = 0.9;

  /** How many times as long as it is told a warm-up takes at most. */
  private static final int MOST_TIMES = 3;

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
    long made = 0;
    double best = Double.POSITIVE_INFINITY;
    while (true) {
      Sample sample = peer.sequential(task, calls, Duration.ZERO);
      double nanosPerCall = (double) sample.nanos() / sample.calls();
      made += sample.calls();
      boolean steady = made >= COMPILED_CALLS && nanosPerCall > STEADY * best;
      best = Math.min(best, nanosPerCall);
      long spent = System.nanoTime() - start;
      if (spent >= duration.toNanos() && (steady || spent >= MOST_TIMES * duration.toNanos())) {
        return calls(round.toNanos(), nanosPerCall, 2);
      }
      calls = Math.min(2 * calls, calls(duration.toNanos() / 3, nanosPerCall, 1));
    }
  }

  private static int calls(long nanos, double nanosPerCall, int least) {
    return Math.clamp((long) (nanos / nanosPerCall), least, MOST_CALLS);
  }

  /** The names of {@link #names()} without some. */
  public List<String> without(String... names) {
    List<String> others = new ArrayList<>(names());
    others.removeAll(List.of(names));
    return others;
  }
}
