package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.VIRTFUN;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same functions served by VirtFun and by a peer. */
final class WholeFunctions {
  private static final List<Task> TASKS =
      List.of(
          Task.of("sha256", 4 << 10),
          Task.of("sha256", 64 << 10),
          Task.of("sha256", 1 << 20),
          Task.of("sha256", 16 << 20),
          Slowdown.sgemm(256, 256));

  private WholeFunctions() {}

  static List<Comparison> measure(Run run, Lineup lineup, String other) {
    List<Comparison> comparisons = new ArrayList<>();
    List<String> peers = List.of(VIRTFUN, other);
    Progress progress = new Progress(run, "functions against " + other, TASKS.size());
    for (Task task : TASKS) {
      progress.round();
      Map<String, Integer> calls =
          lineup.warmUp(
              task,
              peers,
              Duration.ofMillis(run.quick() ? 250 : 2000),
              Duration.ofMillis(run.quick() ? 40 : 200));
      Samples samples = Turns.of(peers, run.quick() ? 5 : 15, Turns.calls(lineup, task, calls));
      comparisons.add(Comparison.of(task, samples, other, VIRTFUN));
    }
    return comparisons;
  }
}
