package io.virtfun.broker.demo.task;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The product of two matrices in double precision, to check answers in float32 against.
 *
 * <p>Of a product that is not too large every entry is compared. Of a larger one some entries are,
 * and all are checked together after Freivalds: C·r = A·(B·r) for a random vector r.
 *
 * <p>What a right answer may be off by follows from rounding alone. An entry is a sum of k products
 * with one factor alpha more; whatever the order of summation, it is off by at most (k+2)·u times
 * the sum of the products' magnitudes, u being half a unit in the last place.
 *
 * <p><b>Source:</b> N. Higham, Accuracy and Stability of Numerical Algorithms, section 3.1; R.
 * Freivalds, Probabilistic Machines Can Use Less Running Time.
 */
final class Product {
  private static final int SAMPLES = 2000;

  /** A sum of errors under random signs is larger than so many deviations once in 10^13 times. */
  private static final double DEVIATIONS = 8;

  private final Factors factors;
  private final double rounding;

  /** The entries that are compared, by their index in the product. */
  private final int[] places;

  private final double[] expected;
  private final double[] tolerances;
  private final boolean complete;
  private final double[] signs;
  private final double[] rowSums;
  private final double[] rowTolerances;

  /** Two matrices, row by row: A is m×k, B is k×n. */
  static final class Factors {
    private final int m;
    private final int n;
    private final int k;
    private final float[] a;
    private final float[] b;
    private final double alpha;

    Factors(int m, int n, int k, SplittableRandom random) {
      this.m = m;
      this.n = n;
      this.k = k;
      this.a = Floats.noise(random, m * k);
      this.b = Floats.noise(random, k * n);
      this.alpha = random.nextBoolean() ? 1 : -2.5;
    }

    double alpha() {
      return alpha;
    }

    byte[] input() {
      byte[] input = new byte[4 * (a.length + b.length)];
      Floats.write(a, input, 0);
      Floats.write(b, input, 4 * a.length);
      return input;
    }
  }

  /**
   * @param mostComplete entries up to which all of them are compared
   */
  Product(Factors factors, long mostComplete, SplittableRandom random) {
    this.factors = factors;
    this.rounding = (factors.k + 2) * Floats.ROUNDING * (1 + 1e-3) * Math.abs(factors.alpha);
    int entries = factors.m * factors.n;
    this.complete = entries <= mostComplete;
    this.places =
        complete
            ? IntStream.range(0, entries).toArray()
            : random.ints(SAMPLES, 0, entries).toArray();
    this.expected = new double[places.length];
    this.tolerances = new double[places.length];
    multiply();
    this.signs = random.ints(factors.n, 0, 2).mapToDouble(bit -> 2 * bit - 1).toArray();
    this.rowSums = times(factors.a, factors.m, times(factors.b, factors.k, signs));
    this.rowTolerances = rowTolerances();
  }

  /** By the definition. B is turned around, so that both factors are read along their rows. */
  private void multiply() {
    int k = factors.k;
    float[] columns = turned(factors.b, k, factors.n);
    for (int i = 0; i < places.length; i++) {
      int row = places[i] / factors.n * k;
      int column = places[i] % factors.n * k;
      double sum = 0;
      double magnitude = 0;
      for (int d = 0; d < k; d++) {
        double product = (double) factors.a[row + d] * columns[column + d];
        sum += product;
        magnitude += Math.abs(product);
      }
      expected[i] = factors.alpha * sum;
      tolerances[i] = rounding * magnitude + Float.MIN_NORMAL;
    }
  }

  private static float[] turned(float[] matrix, int rows, int columns) {
    float[] turned = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = matrix[row * columns + column];
      }
    }
    return turned;
  }

  /** By Cauchy-Schwarz no sum of magnitudes exceeds the product of the norms. */
  private double[] rowTolerances() {
    double[] result = new double[factors.m];
    double bNorm = norm(factors.b, 0, factors.b.length);
    for (int row = 0; row < result.length; row++) {
      result[row] = DEVIATIONS * rounding * norm(factors.a, row * factors.k, factors.k) * bNorm;
    }
    return result;
  }

  Optional<String> difference(float[] c) {
    for (int i = 0; i < places.length; i++) {
      float entry = c[places[i]];
      if (!(Math.abs(entry - expected[i]) <= tolerances[i])) {
        return Optional.of(
            "entry %d,%d is %s (expected: %s)"
                .formatted(
                    places[i] / factors.n, places[i] % factors.n, entry, (float) expected[i]));
      }
    }
    return complete ? Optional.empty() : differenceInSums(times(c, factors.m, signs));
  }

  private Optional<String> differenceInSums(double[] sums) {
    for (int row = 0; row < sums.length; row++) {
      double sum = factors.alpha * rowSums[row];
      if (!(Math.abs(sums[row] - sum) <= rowTolerances[row])) {
        return Optional.of(
            "row %d has the signed sum %s (expected: %s)"
                .formatted(row, (float) sums[row], (float) sum));
      }
    }
    return Optional.empty();
  }

  private static double[] times(float[] matrix, int rows, double[] vector) {
    double[] result = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int column = 0; column < vector.length; column++) {
        sum += matrix[row * vector.length + column] * vector[column];
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
