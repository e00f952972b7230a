package io.virtfun.broker.demo.task;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The product of two matrices, to check an answer in float32 against one in double precision.
 *
 * <p>A product that is not too large is compared entry by entry. Of a larger one some entries are
 * compared, and all are checked together after Freivalds: C·r = A·(B·r) for a random vector r.
 *
 * <p>What a right answer may be off by follows from rounding alone. An entry is a sum of k products
 * with one factor alpha more; whatever the order of summation, it is off by at most (k+2)·u times
 * the sum of the products' magnitudes, u being half a unit in the last place. <b>Source:</b> N.
 * Higham, Accuracy and Stability of Numerical Algorithms, section 3.1; R. Freivalds, Probabilistic
 * Machines Can Use Less Running Time.
 */
final class Product {
  /** Multiplications up to which every entry is compared. */
  private static final long ALL_ENTRIES_LIMIT = 1L << 27;

  private static final int SAMPLES = 2000;

  /** A sum of errors under random signs is larger than so many deviations once in 10^13 times. */
  private static final double DEVIATIONS = 8;

  private final int m;
  private final int n;
  private final int k;
  private final float[] a;
  private final float[] b;
  private final double alpha;
  private final SplittableRandom random;
  private final double rounding;

  Product(int m, int n, int k, float[] a, float[] b, float alpha, SplittableRandom random) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.alpha = alpha;
    this.random = random;
    this.rounding = (k + 2) * Floats.ROUNDING * (1 + 1e-3);
  }

  Optional<String> difference(float[] c) {
    if ((long) m * n * k <= ALL_ENTRIES_LIMIT) {
      return differenceInAny(c);
    }
    for (int i = 0; i < SAMPLES; i++) {
      Optional<String> difference = differenceAt(random.nextInt(m), random.nextInt(n), c);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return differenceInSums(c);
  }

  private Optional<String> differenceAt(int row, int column, float[] c) {
    double sum = 0;
    double magnitude = 0;
    for (int d = 0; d < k; d++) {
      double product = (double) a[row * k + d] * b[d * n + column];
      sum += product;
      magnitude += Math.abs(product);
    }
    return difference(row, column, c[row * n + column], sum, magnitude);
  }

  /** Row by row, so that the inner loop runs along the rows of B. */
  private Optional<String> differenceInAny(float[] c) {
    for (int row = 0; row < m; row++) {
      double[] sums = new double[n];
      double[] magnitudes = new double[n];
      for (int d = 0; d < k; d++) {
        double factor = a[row * k + d];
        for (int column = 0; column < n; column++) {
          double product = factor * b[d * n + column];
          sums[column] += product;
          magnitudes[column] += Math.abs(product);
        }
      }
      for (int column = 0; column < n; column++) {
        Optional<String> difference =
            difference(row, column, c[row * n + column], sums[column], magnitudes[column]);
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> difference(
      int row, int column, double entry, double sum, double magnitude) {
    double expected = alpha * sum;
    double tolerance = rounding * Math.abs(alpha) * magnitude + Float.MIN_NORMAL;
    return Math.abs(entry - expected) <= tolerance
        ? Optional.empty()
        : Optional.of(
            "entry %d,%d is %s (expected: %s)"
                .formatted(row, column, (float) entry, (float) expected));
  }

  private Optional<String> differenceInSums(float[] c) {
    double[] signs = new double[n];
    for (int column = 0; column < n; column++) {
      signs[column] = random.nextBoolean() ? 1 : -1;
    }
    double[] bSums = times(b, k, n, signs);
    double[] expected = times(a, m, k, bSums);
    double[] sums = times(c, m, n, signs);
    double bNorm = norm(b, 0, b.length);
    for (int row = 0; row < m; row++) {
      // By Cauchy-Schwarz no sum of magnitudes exceeds the product of the norms.
      double deviation = rounding * Math.abs(alpha) * norm(a, row * k, k) * bNorm;
      if (!(Math.abs(sums[row] - alpha * expected[row]) <= DEVIATIONS * deviation)) {
        return Optional.of(
            "row %d has the signed sum %s (expected: %s)"
                .formatted(row, (float) sums[row], (float) (alpha * expected[row])));
      }
    }
    return Optional.empty();
  }

  private static double[] times(float[] matrix, int rows, int columns, double[] vector) {
    double[] result = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        sum += matrix[row * columns + column] * vector[column];
      }
      result[row] = sum;
    }
    return result;
  }

  private static double norm(float[] numbers, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) numbers[i] * numbers[i];
    }
    return Math.sqrt(sum);
  }
}
