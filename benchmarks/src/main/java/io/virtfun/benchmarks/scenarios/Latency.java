package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.VIRTFUN;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.PeerFigures;
import io.virtfun.benchmarks.side.Sample;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How long a call of nothing takes, one at a time: awake, and after everybody fell asleep. */
public final class Latency implements Scenario {
  private static final Task TASK = Task.of("noop", 64);
  private static final String FLOOR_AWAKE = "aeron";
  private static final String FLOOR_ASLEEP = "eventfd";
  private static final List<String> PEERS =
      List.of(
          VIRTFUN,
          FLOOR_AWAKE,
          FLOOR_ASLEEP,
          "uds",
          "tcp",
          "grpc-uds",
          "grpc-tcp",
          "grpc-uds-stream");
  private static final List<String> QUICK =
      List.of(VIRTFUN, FLOOR_AWAKE, FLOOR_ASLEEP, "uds", "grpc-uds");
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration SHORT_PAUSE = Duration.ofNanos(300_000);

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String description() {
    return "a no-op of 64 bytes, one at a time, awake and asleep";
  }

  @Override
  public Findings run(Run run) {
    Lineup lineup = Lineup.start(run, run.quick() ? QUICK : PEERS);
    Map<String, Integer> calls =
        lineup.warmUp(
            TASK,
            lineup.names(),
            Duration.ofMillis(run.quick() ? 3000 : 6000),
            Duration.ofMillis(run.quick() ? 80 : 400));
    Samples awake = awake(run, lineup, calls);
    Samples asleep = asleep(run, lineup);
    Map<String, Interval> fields = new HashMap<>();
    awake
        .ratio(VIRTFUN, FLOOR_AWAKE, Sample::p50Micros)
        .ifPresent(ratio -> fields.put("noop_awake_vs_aeron", ratio));
    asleep
        .ratio(VIRTFUN, FLOOR_ASLEEP, Sample::p50Micros)
        .ifPresent(ratio -> fields.put("noop_asleep_vs_eventfd", ratio));
    Detail detail = new Detail(PeerFigures.of(awake), PeerFigures.of(asleep));
    return new Findings(
        PeerFigures.table("No-op of 64 bytes, back to back", detail.awake)
            + "\n"
            + PeerFigures.table("The same, one per 10 ms", detail.asleep),
        detail,
        fields,
        List.of(
            chart("Latency of a no-op, back to back", awake),
            chart("Latency of a no-op, one per 10 ms", asleep)));
  }

  private static Samples awake(Run run, Lineup lineup, Map<String, Integer> calls) {
    Samples samples = new Samples();
    int rounds = run.quick() ? 7 : 15;
    Progress progress = new Progress(run, "latency awake", rounds);
    for (int round = 0; round < rounds; round++) {
      progress.round();
      for (String peer : Lineup.inTurn(calls.keySet(), round)) {
        int count = Objects.requireNonNull(calls.get(peer));
        samples.add(peer, lineup.peer(peer).sequential(TASK, count, Duration.ZERO));
      }
    }
    return samples;
  }

  private static Samples asleep(Run run, Lineup lineup) {
    Samples samples = new Samples();
    int rounds = run.quick() ? 3 : 9;
    int calls = run.quick() ? 40 : 80;
    // The way through the kernel and back is other code, to be compiled as well.
    for (String peer : lineup.names()) {
      lineup.peer(peer).sequential(TASK, run.quick() ? 3000 : 10_000, SHORT_PAUSE);
    }
    Progress progress = new Progress(run, "latency asleep", rounds);
    for (int round = 0; round < rounds; round++) {
      progress.round();
      for (String peer : Lineup.inTurn(lineup.without(FLOOR_AWAKE), round)) {
        samples.add(peer, lineup.peer(peer).sequential(TASK, calls, PAUSE));
      }
    }
    return samples;
  }

  private static Chart chart(String title, Samples samples) {
    return new Chart(
        title,
        new Chart.Axis("calls of which one takes longer", true),
        new Chart.Axis("us", true),
        samples.peers().stream().map(samples::percentiles).toList());
  }

  private record Detail(List<PeerFigures> awake, List<PeerFigures> asleep) {}
}
