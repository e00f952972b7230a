package io.virtfun.benchmarks.scaling;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Scenario.Findings;
import io.virtfun.benchmarks.guests.Load;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a run found.
 *
 * @param sweep one guest, with ever more calls in flight, and with a short and a long look
 * @param rows by number of guests, that of one first
 * @param idle the broker's processor time with idle guests, as a share of one processor
 */
record ScalingResult(List<Sample> sweep, List<Row> rows, Interval idle) {
  private static final String FORMAT = "%6s %14s %12s %16s %16s%n";
  private static final Chart.Axis GUESTS = new Chart.Axis("guests", true);

  /**
   * So many guests.
   *
   * @param ratio of their calls to those of one guest in the same round
   */
  record Row(
      int guests,
      Load load,
      Interval callsPerSecond,
      Interval ratio,
      Interval brokerMicros,
      Interval guestMicros) {}

  /** Samples of rounds, in each of which every number of guests was measured. */
  static ScalingResult of(List<Sample> sweep, List<Sample> samples, List<Double> idleShares) {
    TreeMap<Integer, List<Sample>> byCount =
        samples.stream()
            .collect(Collectors.groupingBy(Sample::guests, TreeMap::new, Collectors.toList()));
    List<Double> single = rounds(byCount.firstEntry().getValue(), Sample::callsPerSecond);
    List<Row> rows = new ArrayList<>();
    byCount.forEach((count, of) -> rows.add(row(count, of, single)));
    return new ScalingResult(sweep, rows, Rounds.median(idleShares));
  }

  private static Row row(int count, List<Sample> samples, List<Double> single) {
    List<Double> rates = rounds(samples, Sample::callsPerSecond);
    return new Row(
        count,
        samples.getFirst().load(),
        Rounds.median(rates),
        Rounds.ratio(rates, single),
        Rounds.median(rounds(samples, Sample::brokerMicros)),
        Rounds.median(rounds(samples, Sample::guestMicros)));
  }

  private static List<Double> rounds(List<Sample> samples, ToDoubleFunction<Sample> what) {
    return samples.stream().mapToDouble(what).boxed().toList();
  }

  Findings findings() {
    Map<String, Interval> fields = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.guests >= 64) {
        fields.put("scaling_" + row.guests, row.ratio);
      }
    }
    fields.put("idle_cpu", idle);
    return new Findings(table(), this, fields, charts());
  }

  private String table() {
    StringBuilder text =
        new StringBuilder(
            "No-op calls of 64 B, %d in flight where one guest is alone, else %d each (medians)%n"
                .formatted(rows.getFirst().load.inFlight(), rows.getLast().load.inFlight()));
    text.append(
        FORMAT.formatted("guests", "calls/s", "÷ one guest", "broker us/call", "guests us/call"));
    for (Row row : rows) {
      text.append(
          FORMAT.formatted(
              row.guests,
              number("%.0f", row.callsPerSecond.value()),
              number("%.2f", row.ratio.value()),
              number("%.2f", row.brokerMicros.value()),
              number("%.2f", row.guestMicros.value())));
    }
    return text.append(
            "broker with %d idle guests: %s %% of a processor%n"
                .formatted(rows.getLast().guests, number("%.2f", 100 * idle.value())))
        .toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private List<Chart> charts() {
    return List.of(
        new Chart(
            "Throughput of many guests",
            GUESTS,
            new Chart.Axis("calls per second, all guests together", false),
            List.of(series("VirtFun", Row::callsPerSecond))),
        new Chart(
            "Processor time with many guests",
            GUESTS,
            new Chart.Axis("µs of processor time per call", false),
            List.of(series("broker", Row::brokerMicros), series("guests", Row::guestMicros))),
        new Chart(
            "Throughput of one guest",
            new Chart.Axis("calls in flight", true),
            new Chart.Axis("calls per second", false),
            sweepSeries()));
  }

  private List<Chart.Series> sweepSeries() {
    TreeMap<Long, List<Chart.Point>> byLook =
        sweep.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.load().lookNanos(),
                    TreeMap::new,
                    Collectors.mapping(
                        each -> Chart.Point.of(each.load().inFlight(), each.callsPerSecond()),
                        Collectors.toList())));
    return byLook.entrySet().stream()
        .map(
            look ->
                new Chart.Series(
                    "looks for %d µs before it sleeps".formatted(look.getKey() / 1000),
                    look.getValue()))
        .toList();
  }

  private Chart.Series series(String name, Function<Row, Interval> what) {
    return new Chart.Series(
        name, rows.stream().map(row -> Chart.Point.of(row.guests, what.apply(row))).toList());
  }
}
