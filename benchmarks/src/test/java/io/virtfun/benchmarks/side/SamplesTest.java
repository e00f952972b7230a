package io.virtfun.benchmarks.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.benchmarks.Chart;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  private final Samples samples = new Samples();

  private static Sample sample(long nanosPerCall) {
    Histogram latencies = new Histogram(3);
    latencies.recordValueWithCount(nanosPerCall, 100);
    return new Sample(
        100, 100 * nanosPerCall, latencies, new Usage(50 * nanosPerCall, 800), Usage.NONE);
  }

  @Test
  void shouldComparePeersRoundByRound() {
    for (int drift = 1; drift <= 3; drift++) {
      samples.add("a", sample(1000L * drift));
      samples.add("b", sample(500L * drift));
    }

    assertEquals(2, samples.ratio("a", "b", Sample::p50Micros).orElseThrow().value(), 0.01);
    assertEquals(0.5, samples.ratio("a", "b", Sample::callsPerSecond).orElseThrow().value(), 0.01);
  }

  @Test
  void shouldHaveNoRatioWhenAPeerTookNoPart() {
    samples.add("a", sample(1000));

    assertEquals(Optional.empty(), samples.ratio("a", "b", Sample::p50Micros));
  }

  @Test
  void shouldCountPerCallAndPerTime() {
    Sample sample = sample(1000);

    assertEquals(1e6, sample.callsPerSecond(), 1);
    assertEquals(8, sample.bytesPerCall(sample.client()), 1e-9);
    assertEquals(0.5, sample.cpuMicrosPerCall(sample.client()), 1e-9);
    assertEquals(0.5, sample.share(sample.client()), 1e-9);
  }

  @Test
  void shouldShowNoRarerCallsThanWereMade() {
    samples.add("a", sample(1000));

    Chart.Series series = samples.percentiles("a");

    assertEquals(List.of(2.0, 10.0, 100.0), series.points().stream().map(Chart.Point::x).toList());
    assertEquals(1, series.points().getLast().y(), 0.01);
  }
}
