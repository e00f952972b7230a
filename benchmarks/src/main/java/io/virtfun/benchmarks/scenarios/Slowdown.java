package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.NATIVE;
import static io.virtfun.benchmarks.side.PeerProcesses.VIRTFUN;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much longer calls of some length take than native ones. Short turns of both alternate, since
 * the machine's speed drifts by more than what is looked for.
 *
 * @param calls in one turn
 * @param rounds turns of each, of a long run
 * @param quickRounds the same of a short one
 */
record Slowdown(String field, List<Task> tasks, int calls, int rounds, int quickRounds) {
  private static final List<String> PEERS = List.of(VIRTFUN, NATIVE);

  static final List<Slowdown> ALL =
      List.of(
          new Slowdown(
              "slowdown_1ms",
              List.of(Task.of("sha256", 7 << 18), sgemm(128, 896), Task.of("deflate", 10 << 10)),
              40,
              31,
              5),
          new Slowdown(
              "slowdown_10ms",
              List.of(Task.of("sha256", 16 << 20), sgemm(512, 1280), Task.of("deflate", 104 << 10)),
              5,
              31,
              5),
          new Slowdown(
              "slowdown_100ms",
              List.of(Task.of("sha256", 128 << 20), sgemm(1024, 2560), Task.of("deflate", 1 << 20)),
              1,
              21,
              3));

  /** Runs through all that a call passes, so often that compilers are done with it. */
  static void warmUp(Run run, Lineup lineup) {
    Duration warm = Duration.ofMillis(run.quick() ? 500 : 2000);
    lineup.warmUp(Task.of("sha256", 16 << 10), List.of(VIRTFUN), warm, warm);
  }

  /** A square of some rows from two factors of some depth. */
  static Task sgemm(int rows, int depth) {
    return new Task(
        "sgemm", 2 * Float.BYTES * rows * depth, Map.of("m", rows, "n", rows, "k", depth));
  }

  List<Comparison> measure(Run run, Lineup lineup) {
    List<Comparison> comparisons = new ArrayList<>();
    Progress progress = new Progress(run, field, tasks.size());
    for (Task task : tasks) {
      progress.round();
      Duration warm = Duration.ofMillis(run.quick() ? 150 : 2000);
      lineup.warmUp(task, PEERS, warm, warm);
      Samples samples =
          Turns.of(
              PEERS,
              run.quick() ? quickRounds : rounds,
              peer -> lineup.peer(peer).sequential(task, calls, Duration.ZERO));
      comparisons.add(Comparison.of(task, samples, VIRTFUN, NATIVE));
    }
    return comparisons;
  }
}
