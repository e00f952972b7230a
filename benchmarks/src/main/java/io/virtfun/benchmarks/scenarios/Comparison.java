package io.virtfun.benchmarks.scenarios;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import io.virtfun.benchmarks.side.Sample;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One task done by two peers in the same rounds.
 *
 * @param ratio of the dividend's median times to the divisor's, round by round
 */
record Comparison(Task task, Interval dividendMicros, Interval divisorMicros, Interval ratio) {
  static Comparison of(Task task, Samples samples, String dividend, String divisor) {
    return new Comparison(
        task,
        samples.median(dividend, Sample::p50Micros),
        samples.median(divisor, Sample::p50Micros),
        samples.ratio(dividend, divisor, Sample::p50Micros).orElseThrow());
  }

  /** Of several with the same number of rounds: the ratio most have, round by round. */
  static Interval median(List<Comparison> comparisons) {
    return byRound(comparisons, Rounds::median);
  }

  /** Of several with the same number of rounds: the mean ratio, round by round. */
  static Interval geometricMean(List<Comparison> comparisons) {
    return byRound(comparisons, Rounds::geometricMean);
  }

  private static Interval byRound(
      List<Comparison> comparisons, ToDoubleFunction<double[]> statistic) {
    int rounds = comparisons.getFirst().ratio.rounds().size();
    return Rounds.median(
        IntStream.range(0, rounds)
            .mapToObj(
                round ->
                    statistic.applyAsDouble(
                        comparisons.stream()
                            .mapToDouble(each -> each.ratio.rounds().get(round))
                            .toArray()))
            .toList());
  }

  /** A line per function. */
  static List<Chart.Series> series(
      List<Comparison> comparisons, Function<Comparison, Chart.Point> point) {
    return comparisons.stream()
        .map(each -> each.task.function())
        .distinct()
        .map(
            function ->
                new Chart.Series(
                    function,
                    comparisons.stream()
                        .filter(each -> each.task.function().equals(function))
                        .map(point)
                        .toList()))
        .toList();
  }

  /** A line of a table. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-8s %11d B %12.1f us ÷ %12.1f us = %8.4f (%.4f .. %.4f)%n",
        task.function(),
        task.inputBytes(),
        dividendMicros.value(),
        divisorMicros.value(),
        ratio.value(),
        ratio.low(),
        ratio.high());
  }
}
