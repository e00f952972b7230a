package io.virtfun.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.benchmarks.Target.Direction;
import io.virtfun.benchmarks.Target.Verdict;
import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetsTest {
  @ParameterizedTest
  @CsvSource({
    "AT_MOST, 5, GOAL",
    "AT_MOST, 5.1, MUST",
    "AT_MOST, 10, MUST",
    "AT_MOST, 10.1, MISSED",
    "AT_LEAST, 10, GOAL",
    "AT_LEAST, 9.9, MUST",
    "AT_LEAST, 5, MUST",
    "AT_LEAST, 4.9, MISSED",
    "AT_LEAST, NaN, NOT_MEASURED"
  })
  void shouldJudgeByDirection(Direction direction, double value, Verdict verdict) {
    boolean most = direction == Direction.AT_MOST;
    Target target = new Target("P0", "field", "", direction, most ? 10.0 : 5.0, most ? 5.0 : 10.0);

    assertEquals(verdict, target.verdict(value));
  }

  @Test
  void shouldMissNothingWhenNothingMustBeReached() {
    Target target = new Target("P0", "field", "", Direction.AT_LEAST, null, 10.0);

    assertEquals(Verdict.SHORT, target.verdict(1.0));
    assertEquals(Verdict.GOAL, target.verdict(10.0));
  }

  @Test
  void shouldStopAtMustWhenThereIsNoGoal() {
    assertEquals(
        Verdict.MUST, new Target("P0", "field", "", Direction.AT_LEAST, 2.0, null).verdict(1e9));
  }

  @Test
  void shouldSayNotMeasuredWhenAFieldIsMissing() {
    List<Targets.Result> results =
        Targets.of(Map.of("bulk_vs_uds", new Interval(4, 3, 5, List.of(4.0))));

    assertEquals(
        List.of("bulk_vs_uds"),
        results.stream()
            .filter(result -> result.verdict() != Verdict.NOT_MEASURED)
            .map(result -> result.target().field())
            .toList());
  }

  @Test
  void shouldShowValueBoundsAndVerdictInTheTable() {
    Map<String, Interval> fields =
        Map.of("bulk_vs_uds", new Interval(3.456, 3.25, 1234.5, List.of()));

    String line =
        TargetTable.of(Targets.of(fields), fields)
            .lines()
            .filter(each -> each.contains("bulk_vs_uds"))
            .findFirst()
            .orElseThrow();

    assertTrue(line.matches("P4 .* 3\\.46 +3\\.25 \\.\\. 12(34|35) +≥ 3\\.4 +≥ 10 +must"), line);
  }
}
