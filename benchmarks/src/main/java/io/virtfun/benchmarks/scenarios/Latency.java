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
          "vertx-tcp",
          "grpc-uds",
          "grpc-tcp",
          "grpc-uds-stream");
  private static final List<String> QUICK =
      List.of(VIRTFUN, FLOOR_AWAKE, FLOOR_ASLEEP, "uds", "grpc-uds");

  /** The broker and the SDK are more code than what they are measured beside. */
  private static final Duration OURS_QUICK = Duration.ofSeconds(3);

  private static final Duration OTHERS_QUICK = Duration.ofMillis(1500);
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
    Samples awake = awake(run, lineup);
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

  private static Samples awake(Run run, Lineup lineup) {
    lineup.check(TASK, lineup.names());
    Duration round = Duration.ofMillis(run.quick() ? 80 : 400);
    Map<String, Integer> calls = new HashMap<>();
    for (String peer : lineup.names()) {
      Duration warm = peer.equals(VIRTFUN) ? OURS_QUICK : OTHERS_QUICK;
      calls.putAll(
          lineup.warmUp(TASK, List.of(peer), run.quick() ? warm : Duration.ofSeconds(6), round));
    }
    Progress progress = new Progress(run, "latency awake", run.quick() ? 7 : 15);
    return Turns.of(lineup.names(), progress, Turns.calls(lineup, TASK, calls));
  }

  private static Samples asleep(Run run, Lineup lineup) {
    int calls = run.quick() ? 40 : 80;
    // The way through the kernel and back is other code, to be compiled as well.
    List<String> peers = lineup.without(FLOOR_AWAKE);
    for (String peer : peers) {
      lineup.peer(peer).sequential(TASK, run.quick() ? 2500 : 10_000, SHORT_PAUSE);
    }
    return Turns.of(
        peers,
        new Progress(run, "latency asleep", run.quick() ? 3 : 9),
        peer -> lineup.peer(peer).sequential(TASK, calls, PAUSE));
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
