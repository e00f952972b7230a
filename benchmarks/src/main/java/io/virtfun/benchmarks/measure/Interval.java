package io.virtfun.benchmarks.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * A figure of several rounds, and between which bounds it lies with a confidence of 95 %.
 *
 * @param value the figure itself
 * @param rounds what each round alone came to, in order
 */
public record Interval(double value, double low, double high, List<Double> rounds) {
  /** The confidence of {@link #low()} and {@link #high()}. */
  public static final double CONFIDENCE = 0.95;

  public Interval {
    rounds = List.copyOf(rounds);
  }

  /** One that is known without rounds. */
  public static Interval exactly(double value) {
    return new Interval(value, value, value, List.of(value));
  }

  /** A ratio as what it differs from one by. */
  public Interval minusOne() {
    return new Interval(
        value - 1, low - 1, high - 1, rounds.stream().map(round -> round - 1).toList());
  }

  /** How far the bounds lie apart, as a share of the value. */
  @JsonIgnore
  public double spread() {
    return (high - low) / Math.abs(value);
  }
}
