package io.virtfun.benchmarks.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Scenario.Findings;
import io.virtfun.benchmarks.guests.Load;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScalingResultTest {
  private static final Load LOAD = new Load(32, 2_000);

  private static Sample sample(int guests, double callsPerSecond) {
    return new Sample(guests, LOAD, callsPerSecond, 2, 1);
  }

  private static Findings findings() {
    List<Sample> rounds =
        List.of(
            sample(1, 100),
            sample(64, 90),
            sample(256, 60),
            sample(1, 200),
            sample(64, 180),
            sample(256, 120),
            sample(1, 50),
            sample(64, 45),
            sample(256, 30));
    return ScalingResult.of(List.of(sample(1, 100)), rounds, List.of(0.002, 0.004, 0.003))
        .findings();
  }

  @Test
  void shouldCompareWithOneGuestOfTheSameRound() {
    Findings findings = findings();

    assertEquals(Set.of("scaling_64", "scaling_256", "idle_cpu"), findings.fields().keySet());
    assertEquals(0.9, findings.fields().get("scaling_64").value(), 1e-9);
    assertEquals(List.of(0.6, 0.6, 0.6), findings.fields().get("scaling_256").rounds());
    assertEquals(0.003, findings.fields().get("idle_cpu").value());
  }

  @Test
  void shouldDrawGuestsByNumber() {
    Chart throughput = findings().charts().getFirst();

    assertEquals(
        List.of(1.0, 64.0, 256.0),
        throughput.series().getFirst().points().stream().map(Chart.Point::x).toList());
    assertEquals(100, throughput.series().getFirst().points().getFirst().y());
  }

  @Test
  void shouldShowRatiosAndIdleCost() {
    String table = findings().table();

    assertTrue(table.matches("(?s).*\\R +256 +60 +0\\.60 +2\\.00 +1\\.00\\R.*"), table);
    assertTrue(table.contains("256 idle guests: 0.30 % of a processor"), table);
  }
}
