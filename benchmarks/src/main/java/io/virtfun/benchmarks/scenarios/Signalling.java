package io.virtfun.benchmarks.scenarios;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.side.PeerProcesses;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import io.virtfun.benchmarks.side.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What looking for work before sleeping gives, and what processor time it takes. */
public final class Signalling implements Scenario {
  private static final Task TASK = Task.of("noop", 64);
  private static final List<Integer> PAUSES =
      List.of(0, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000);
  private static final List<Integer> PAUSES_QUICK = List.of(0, 50, 200, 1000, 5000);

  /** About what a call takes when both sides sleep. */
  private static final int CALL_MICROS = 60;

  private static final int FEWEST_CALLS = 20;

  @Override
  public String name() {
    return "signalling";
  }

  @Override
  public String description() {
    return "latency and processor time of a no-op, by the pause between two calls";
  }

  @Override
  public Findings run(Run run) {
    Map<String, PeerProcesses> processes = new LinkedHashMap<>();
    for (Variant variant : run.quick() ? Variant.FEW : Variant.ALL) {
      run.say("  starting " + variant.name());
      PeerProcesses started = PeerProcesses.virtfun(run, variant);
      processes.put(variant.name(), started);
      started.pipelined(TASK, 1, Duration.ofMillis(run.quick() ? 1000 : 4000));
    }
    List<Row> rows = new ArrayList<>();
    List<Integer> pauses = run.quick() ? PAUSES_QUICK : PAUSES;
    Progress progress = new Progress(run, "signalling", pauses.size());
    for (int pause : pauses) {
      progress.round();
      Samples samples = measure(run, processes, pause);
      samples.peers().forEach(variant -> rows.add(Row.of(variant, pause, samples)));
    }
    return new Findings(table(rows), rows, Map.of(), charts(rows));
  }

  private static Samples measure(Run run, Map<String, PeerProcesses> processes, int pauseMicros) {
    int durationMicros = run.quick() ? 100_000 : 400_000;
    int calls = Math.max(FEWEST_CALLS, durationMicros / (pauseMicros + CALL_MICROS));
    Duration pause = Duration.ofNanos(pauseMicros * 1000L);
    return Turns.of(
        List.copyOf(processes.keySet()),
        run.quick() ? 3 : 7,
        variant ->
            Objects.requireNonNull(processes.get(variant), variant).sequential(TASK, calls, pause));
  }

  /**
   * What a variant does with calls some time apart.
   *
   * @param brokerCpu processor time as a share of one processor
   * @param guestCpu the same of the caller's process
   */
  private record Row(
      String variant,
      int pauseMicros,
      double p50Micros,
      double p99Micros,
      double brokerCpu,
      double guestCpu) {
    double percent() {
      return 100 * (brokerCpu + guestCpu);
    }

    static Row of(String variant, int pause, Samples samples) {
      var latencies = samples.latencies(variant);
      return new Row(
          variant,
          pause,
          latencies.getValueAtPercentile(50) / 1e3,
          latencies.getValueAtPercentile(99) / 1e3,
          samples.median(variant, sample -> sample.share(sample.server())).value(),
          samples.median(variant, sample -> sample.share(sample.client())).value());
    }
  }

  private static String table(List<Row> rows) {
    StringBuilder text =
        new StringBuilder("No-op of 64 bytes, by the pause between two calls; shares of a core\n");
    text.append(
        "%-16s %10s %10s %10s %10s %10s%n"
            .formatted("", "pause us", "p50 us", "p99 us", "broker %", "guest %"));
    rows.forEach(
        row ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-16s %10d %10.1f %10.1f %10.1f %10.1f%n",
                    row.variant,
                    row.pauseMicros,
                    row.p50Micros,
                    row.p99Micros,
                    100 * row.brokerCpu,
                    100 * row.guestCpu)));
    return text.toString();
  }

  private static List<Chart> charts(List<Row> rows) {
    Chart.Axis pause = new Chart.Axis("pause between calls, us", true);
    Chart.Axis cpu = new Chart.Axis("broker and guest, % of one core", false);
    Chart.Axis micros = new Chart.Axis("us, median", true);
    return List.of(
        new Chart(
            "Latency against processor time",
            cpu,
            micros,
            series(rows, row -> Chart.Point.of(row.percent(), row.p50Micros))),
        new Chart(
            "Latency by pause",
            pause,
            micros,
            series(paused(rows), row -> Chart.Point.of(row.pauseMicros, row.p50Micros))),
        new Chart(
            "Processor time by pause",
            pause,
            cpu,
            series(paused(rows), row -> Chart.Point.of(row.pauseMicros, row.percent()))));
  }

  /** A logarithm knows no zero. */
  private static List<Row> paused(List<Row> rows) {
    return rows.stream().filter(row -> row.pauseMicros > 0).toList();
  }

  private static List<Chart.Series> series(List<Row> rows, Function<Row, Chart.Point> point) {
    return rows.stream()
        .map(Row::variant)
        .distinct()
        .map(
            variant ->
                new Chart.Series(
                    variant,
                    rows.stream().filter(row -> row.variant.equals(variant)).map(point).toList()))
        .toList();
  }
}
