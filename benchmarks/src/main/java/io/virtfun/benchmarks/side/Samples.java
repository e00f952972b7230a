package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What rounds gave, by peer. */
public final class Samples {
  private final Map<String, List<Sample>> rounds = new LinkedHashMap<>();

  /** Takes what a peer's next round gave. */
  public void add(String peer, Sample sample) {
    rounds.computeIfAbsent(peer, _ -> new ArrayList<>()).add(sample);
  }

  /** The peers, in the order of their first rounds. */
  public List<String> peers() {
    return List.copyOf(rounds.keySet());
  }

  /** A peer's rounds, none where it did not take part. */
  public List<Sample> of(String peer) {
    return List.copyOf(rounds.getOrDefault(peer, List.of()));
  }

  /** A figure of each of a peer's rounds. */
  public List<Double> each(String peer, ToDoubleFunction<Sample> figure) {
    return of(peer).stream().map(sample -> figure.applyAsDouble(sample)).toList();
  }

  /** The median of a figure over a peer's rounds. */
  public Interval median(String peer, ToDoubleFunction<Sample> figure) {
    return Rounds.median(each(peer, figure));
  }

  /** The ratio of two peers; empty where one did not take part. */
  public Optional<Interval> ratio(
      String dividend, String divisor, ToDoubleFunction<Sample> figure) {
    return rounds.containsKey(dividend) && rounds.containsKey(divisor)
        ? Optional.of(Rounds.ratio(each(dividend, figure), each(divisor, figure)))
        : Optional.empty();
  }

  /** All rounds' single calls of a peer. */
  public Histogram latencies(String peer) {
    Histogram all = new Histogram(3);
    of(peer).forEach(sample -> all.add(sample.latencies()));
    return all;
  }

  /** How long a peer's calls took, by how rarely one takes longer. */
  public Chart.Series percentiles(String peer) {
    Histogram all = latencies(peer);
    List<Chart.Point> points = new ArrayList<>();
    for (long of = 2; of <= all.getTotalCount(); of *= of < 10 ? 5 : 10) {
      double micros = all.getValueAtPercentile(100 - 100.0 / of) / 1e3;
      points.add(Chart.Point.of((double) of, micros));
    }
    return new Chart.Series(peer, points);
  }
}
