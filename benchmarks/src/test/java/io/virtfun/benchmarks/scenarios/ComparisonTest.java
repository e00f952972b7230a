package io.virtfun.benchmarks.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import io.virtfun.benchmarks.side.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static Comparison of(String function, Double... ratios) {
    return new Comparison(
        Task.of(function, 64),
        Interval.exactly(2),
        Interval.exactly(1),
        Rounds.median(List.of(ratios)));
  }

  @Test
  void shouldTakeTheMiddleFunctionOfEachRound() {
    Interval median =
        Comparison.median(List.of(of("a", 1.0, 9.0), of("b", 2.0, 2.0), of("c", 3.0, 1.0)));

    assertEquals(List.of(2.0, 2.0), median.rounds());
    assertEquals(2, median.value());
  }

  @Test
  void shouldMultiplyTheFunctionsOfEachRound() {
    Interval mean = Comparison.geometricMean(List.of(of("a", 2.0, 1.0), of("b", 8.0, 1.0)));

    assertEquals(
        List.of(4.0, 1.0), mean.rounds().stream().map(each -> (double) Math.round(each)).toList());
  }

  @Test
  void shouldDrawALinePerFunction() {
    var series =
        Comparison.series(
            List.of(of("a", 1.0), of("b", 2.0), of("a", 3.0)),
            each -> Chart.Point.of(1, each.ratio()));

    assertEquals(List.of("a", "b"), series.stream().map(each -> each.name()).toList());
    assertEquals(2, series.getFirst().points().size());
  }
}
