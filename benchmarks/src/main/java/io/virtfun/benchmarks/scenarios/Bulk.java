package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.NATIVE;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What it adds to a call to have bytes go there and back, by how many they are. */
public final class Bulk implements Scenario {
  private static final List<String> PEERS =
      List.of(VIRTFUN, NATIVE, "uds", "tcp", "vertx-tcp", "grpc-uds", "grpc-tcp", "flight");
  private static final List<String> PEERS_QUICK = List.of(VIRTFUN, NATIVE, "uds", "grpc-uds");
  private static final List<Integer> SIZES =
      List.of(64, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20);
  private static final List<Integer> SIZES_QUICK = List.of(64, 64 << 10, 1 << 20);
  private static final int COMPARED = 1 << 20;

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public String description() {
    return "echo of 64 bytes to 16 MiB, one at a time";
  }

  @Override
  public Findings run(Run run) {
    Lineup lineup = Lineup.start(run, run.quick() ? PEERS_QUICK : PEERS);
    List<Integer> sizes = run.quick() ? SIZES_QUICK : SIZES;
    Map<Integer, Samples> samples = new LinkedHashMap<>();
    Progress progress = new Progress(run, "bulk", sizes.size());
    for (int size : sizes) {
      progress.round();
      samples.put(size, measure(run, lineup, Task.of("echo", size)));
    }
    Samples compared = samples.get(COMPARED);
    Map<String, Interval> fields = new HashMap<>();
    if (compared != null) {
      lineup
          .among(List.of("grpc-uds"))
          .forEach(p -> fields.put("bulk_vs_grpc", added(p, compared)));
      lineup.among(List.of("uds")).forEach(p -> fields.put("bulk_vs_uds", added(p, compared)));
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach((size, of) -> rows.add(new Row(size, PeerFigures.of(of))));
    return new Findings(table(lineup, samples), rows, fields, List.of(chart(lineup, samples)));
  }

  private static Samples measure(Run run, Lineup lineup, Task task) {
    Map<String, Integer> calls =
        lineup.warmUp(
            task,
            lineup.names(),
            Duration.ofMillis(run.quick() ? 300 : 1500),
            Duration.ofMillis(run.quick() ? 40 : 200));
    return Turns.of(lineup.names(), run.quick() ? 5 : 11, Turns.calls(lineup, task, calls));
  }

  /** What a peer adds to the function's own time ÷ what VirtFun adds. */
  private static Interval added(String peer, Samples samples) {
    return Rounds.ratioOfMedians(addedMicros(peer, samples), addedMicros(VIRTFUN, samples));
  }

  private static List<Double> addedMicros(String peer, Samples samples) {
    List<Double> whole = samples.each(peer, Sample::p50Micros);
    List<Double> function = samples.each(NATIVE, Sample::p50Micros);
    List<Double> added = new ArrayList<>();
    for (int round = 0; round < whole.size(); round++) {
      added.add(whole.get(round) - function.get(round));
    }
    return added;
  }

  private static String table(Lineup lineup, Map<Integer, Samples> samples) {
    StringBuilder text =
        new StringBuilder("Echo there and back, median us, by bytes\n%-12s".formatted(""));
    samples.keySet().forEach(size -> text.append("%12d".formatted(size)));
    for (String peer : lineup.names()) {
      text.append("%n%-12s".formatted(peer));
      samples
          .values()
          .forEach(
              of -> text.append("%12.1f".formatted(of.median(peer, Sample::p50Micros).value())));
    }
    return text.append('\n').toString();
  }

  private static Chart chart(Lineup lineup, Map<Integer, Samples> samples) {
    return new Chart(
        "What an echo adds to native",
        new Chart.Axis("bytes", true),
        new Chart.Axis("us", true),
        lineup.without(NATIVE).stream()
            .map(
                peer ->
                    new Chart.Series(
                        peer,
                        samples.entrySet().stream()
                            .map(
                                entry ->
                                    Chart.Point.of(
                                        entry.getKey(),
                                        Rounds.median(addedMicros(peer, entry.getValue()))))
                            .toList()))
            .toList());
  }

  private record Row(int bytes, List<PeerFigures> peers) {}
}
