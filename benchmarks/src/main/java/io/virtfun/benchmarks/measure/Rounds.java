package io.virtfun.benchmarks.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Figures of rounds: the median, and by resampling the rounds how sure it is.
 *
 * <p><b>Source:</b> Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13 (percentile
 * intervals).
 */
public final class Rounds {
  private static final int RESAMPLES = 4000;

  /** The same rounds always have the same bounds. */
  private static final long SEED = 0x5EED;

  private Rounds() {}

  /** The median of what two say of the same rounds: of the first ÷ the second, round by round. */
  public static Interval ratio(List<Double> dividends, List<Double> divisors) {
    return median(byRound(dividends, divisors));
  }

  private static List<Double> byRound(List<Double> dividends, List<Double> divisors) {
    if (dividends.size() != divisors.size()) {
      throw new IllegalArgumentException(
          "divisors: %d rounds (expected: %d)".formatted(divisors.size(), dividends.size()));
    }
    return IntStream.range(0, dividends.size())
        .mapToObj(round -> dividends.get(round) / divisors.get(round))
        .toList();
  }

  /**
   * The first's median ÷ the second's: for differences, of which those of single rounds can be
   * close to nothing.
   */
  public static Interval ratioOfMedians(List<Double> dividends, List<Double> divisors) {
    List<Double> rounds = byRound(dividends, divisors);
    double[] above = dividends.stream().mapToDouble(Double::doubleValue).toArray();
    double[] below = divisors.stream().mapToDouble(Double::doubleValue).toArray();
    SplittableRandom random = new SplittableRandom(SEED);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int[] drawn = random.ints(above.length, 0, above.length).toArray();
      ratios[i] =
          median(Arrays.stream(drawn).mapToDouble(at -> above[at]).toArray())
              / median(Arrays.stream(drawn).mapToDouble(at -> below[at]).toArray());
    }
    Arrays.sort(ratios);
    double tail = (1 - Interval.CONFIDENCE) / 2;
    return new Interval(
        median(above) / median(below), quantile(ratios, tail), quantile(ratios, 1 - tail), rounds);
  }

  /** The median of rounds. */
  public static Interval median(List<Double> rounds) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("rounds: none (expected: at least 1)");
    }
    double[] values = rounds.stream().mapToDouble(Double::doubleValue).toArray();
    SplittableRandom random = new SplittableRandom(SEED);
    double[] medians = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      medians[i] =
          median(
              random.ints(values.length, 0, values.length).mapToDouble(at -> values[at]).toArray());
    }
    Arrays.sort(medians);
    double tail = (1 - Interval.CONFIDENCE) / 2;
    return new Interval(
        median(values), quantile(medians, tail), quantile(medians, 1 - tail), rounds);
  }

  /** The middle one, or the mean of the two in the middle. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return quantile(sorted, 0.5);
  }

  /** Between neighbours in proportion. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The mean of ratios. */
  public static double geometricMean(double... values) {
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElseThrow());
  }
}
