package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.VIRTFUN;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.PeerFigures;
import io.virtfun.benchmarks.side.Sample;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How many calls of nothing end per second, by how many are outstanding. */
public final class Throughput implements Scenario {
  private static final Task TASK = Task.of("noop", 64);
  private static final String GRPC = "grpc-uds";
  private static final List<String> PEERS = List.of(VIRTFUN, GRPC, "grpc-uds-stream", "aeron");
  private static final List<String> PEERS_QUICK = List.of(VIRTFUN, GRPC);
  private static final List<Integer> IN_FLIGHT = List.of(1, 2, 4, 8, 16, 32, 64, 128, 256);
  private static final List<Integer> IN_FLIGHT_QUICK = List.of(1, 16, 64, 256);

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String description() {
    return "no-ops of 64 bytes per second, by how many are outstanding";
  }

  @Override
  public Findings run(Run run) {
    Lineup lineup = Lineup.start(run, run.quick() ? PEERS_QUICK : PEERS);
    lineup.check(TASK, lineup.names());
    List<Integer> counts = run.quick() ? IN_FLIGHT_QUICK : IN_FLIGHT;
    Duration warm = Duration.ofMillis(run.quick() ? 400 : 3000);
    for (String peer : lineup.names()) {
      lineup.peer(peer).pipelined(TASK, 1, warm);
      lineup.peer(peer).pipelined(TASK, 16, warm);
      lineup.peer(peer).pipelined(TASK, 256, warm);
    }
    Map<Integer, Samples> samples = measure(run, lineup, counts);
    Map<String, Best> best = new LinkedHashMap<>();
    lineup.names().forEach(peer -> best.put(peer, best(peer, samples)));
    return findings(samples, best);
  }

  private static Map<Integer, Samples> measure(Run run, Lineup lineup, List<Integer> counts) {
    Map<Integer, Samples> samples = new LinkedHashMap<>();
    counts.forEach(count -> samples.put(count, new Samples()));
    Duration duration = Duration.ofMillis(run.quick() ? 120 : 500);
    int rounds = run.quick() ? 3 : 9;
    Progress progress = new Progress(run, "throughput", rounds);
    for (int round = 0; round < rounds; round++) {
      progress.round();
      samples.forEach(
          (count, of) -> {
            for (String peer : lineup.names()) {
              of.add(peer, lineup.peer(peer).pipelined(TASK, count, duration));
            }
          });
    }
    return samples;
  }

  /** With how many outstanding a peer is fastest, and its rounds with so many. */
  private record Best(int inFlight, Samples samples) {}

  private static Best best(String peer, Map<Integer, Samples> samples) {
    return samples.entrySet().stream()
        .max(
            Comparator.comparingDouble(
                entry -> entry.getValue().median(peer, Sample::callsPerSecond).value()))
        .map(entry -> new Best(entry.getKey(), entry.getValue()))
        .orElseThrow();
  }

  private static Findings findings(Map<Integer, Samples> samples, Map<String, Best> best) {
    Map<String, Interval> fields = new HashMap<>();
    Samples ours = best(VIRTFUN, samples).samples;
    fields.put("noop_calls_per_second", ours.median(VIRTFUN, Sample::callsPerSecond));
    fields.put(
        "alloc_broker", ours.median(VIRTFUN, sample -> sample.bytesPerCall(sample.server())));
    fields.put("alloc_sdk", ours.median(VIRTFUN, sample -> sample.bytesPerCall(sample.client())));
    Samples single = Objects.requireNonNull(samples.get(1));
    fields.put(
        "alloc_broker_one", single.median(VIRTFUN, sample -> sample.bytesPerCall(sample.server())));
    fields.put(
        "alloc_sdk_one", single.median(VIRTFUN, sample -> sample.bytesPerCall(sample.client())));
    best.forEach(
        (peer, theirs) -> {
          if (peer.startsWith("grpc")) {
            fields.put(
                peer.equals(GRPC)
                    ? "noop_throughput_vs_grpc"
                    : "noop_throughput_vs_" + peer.replace('-', '_'),
                Rounds.ratio(
                    ours.each(VIRTFUN, Sample::callsPerSecond),
                    theirs.samples.each(peer, Sample::callsPerSecond)));
          }
        });
    List<Row> rows = new ArrayList<>();
    samples.forEach((count, of) -> rows.add(new Row(count, PeerFigures.of(of))));
    return new Findings(table(samples, best), rows, fields, List.of(chart(samples, best)));
  }

  private static String table(Map<Integer, Samples> samples, Map<String, Best> best) {
    StringBuilder text = new StringBuilder("No-ops of 64 bytes per second, by calls outstanding\n");
    text.append("%-20s".formatted(""));
    samples.keySet().forEach(count -> text.append("%10d".formatted(count)));
    best.forEach(
        (peer, at) -> {
          text.append("%n%-20s".formatted(peer));
          samples
              .values()
              .forEach(
                  of ->
                      text.append(
                          "%10.0f".formatted(of.median(peer, Sample::callsPerSecond).value())));
          PeerFigures figures = PeerFigures.of(peer, at.samples);
          text.append(
              "  at %d: cpu us %.2f + %.2f, B %.0f + %.0f (client + server, per call)"
                  .formatted(
                      at.inFlight,
                      figures.clientCpuMicros(),
                      figures.serverCpuMicros(),
                      figures.clientBytes(),
                      figures.serverBytes()));
        });
    return text.append('\n').toString();
  }

  private static Chart chart(Map<Integer, Samples> samples, Map<String, Best> best) {
    return new Chart(
        "Throughput of no-ops",
        new Chart.Axis("calls outstanding", true),
        new Chart.Axis("calls/s", true),
        best.keySet().stream()
            .map(
                peer ->
                    new Chart.Series(
                        peer,
                        samples.entrySet().stream()
                            .map(
                                entry ->
                                    Chart.Point.of(
                                        entry.getKey(),
                                        entry.getValue().median(peer, Sample::callsPerSecond)))
                            .toList()))
            .toList());
  }

  private record Row(int inFlight, List<PeerFigures> peers) {}
}
