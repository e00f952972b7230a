package io.virtfun.broker.demo.task;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Fourier transforms, to check answers in float32 against the definition in double precision.
 *
 * <p>Every bin of a short sequence is compared with its sum. Of a longer one some bins are, and all
 * are checked together: by their energy (Parseval), and by a sum of theirs that is known another
 * way. With X[f] = Σ x[t]·w^(f·t) and z half-way between two n-th roots of unity, where z^n = −1,
 *
 * <pre>Σ X[f]·z^f = Σ x[t] Σ (z·w^t)^f = Σ x[t]·2/(1 − z·w^t).</pre>
 *
 * <p>The error of a fast transform grows with log n; {@link #MARGIN} is far above what one that
 * rounds well shows, and below what one wrong bin makes.
 */
final class Transform {
  private static final int ALL_BINS_LIMIT = 1 << 10;
  private static final int SAMPLES = 4;
  private static final double MARGIN = 8;

  private final int n;
  private final boolean inverse;
  private final SplittableRandom random;
  private final double rounding;

  /** cos and sin of 2π·j/2n, interleaved. */
  private final double[] circle;

  Transform(int n, boolean inverse, SplittableRandom random) {
    this.n = n;
    this.inverse = inverse;
    this.random = random;
    this.rounding = MARGIN * Floats.ROUNDING * (1 + Integer.numberOfTrailingZeros(n));
    this.circle = new double[4 * n];
    for (int j = 0; j < 2 * n; j++) {
      circle[2 * j] = Math.cos(Math.PI * j / n);
      circle[2 * j + 1] = Math.sin(Math.PI * j / n);
    }
  }

  /** Checks all sequences. */
  Optional<String> difference(float[] signal, float[] answer) {
    for (int from = 0; from < signal.length; from += 2 * n) {
      double[] x = new double[2 * n];
      double[] y = new double[2 * n];
      for (int i = 0; i < x.length; i++) {
        x[i] = signal[from + i];
        y[i] = answer[from + i];
      }
      String place = signal.length == 2 * n ? "" : "sequence " + from / (2 * n) + ", ";
      Optional<String> difference = difference(x, y).map(place::concat);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  /** An inverse transform is a forward one between two conjugations, but for the factor n. */
  private Optional<String> difference(double[] x, double[] y) {
    if (inverse) {
      for (int i = 0; i < x.length; i += 2) {
        x[i + 1] = -x[i + 1];
        y[i] *= n;
        y[i + 1] *= -n;
      }
    }
    double norm = norm(x);
    int bins = n <= ALL_BINS_LIMIT ? n : SAMPLES;
    for (int i = 0; i < bins; i++) {
      Optional<String> difference = differenceAt(n == bins ? i : random.nextInt(n), x, y, norm);
      if (difference.isPresent()) {
        return difference;
      }
    }
    Optional<String> difference = differenceInEnergy(y, norm);
    return difference.isPresent() ? difference : differenceInSum(x, y, norm);
  }

  private Optional<String> differenceAt(int bin, double[] x, double[] y, double norm) {
    double re = 0;
    double im = 0;
    for (int t = 0; t < n; t++) {
      int w = root(-2L * bin * t);
      re += x[2 * t] * circle[w] - x[2 * t + 1] * circle[w + 1];
      im += x[2 * t] * circle[w + 1] + x[2 * t + 1] * circle[w];
    }
    double tolerance = rounding * (norm + Math.hypot(re, im));
    return Math.hypot(y[2 * bin] - re, y[2 * bin + 1] - im) <= tolerance
        ? Optional.empty()
        : different("bin " + bin, y[2 * bin], y[2 * bin + 1], re, im);
  }

  private Optional<String> differenceInEnergy(double[] y, double norm) {
    double expected = norm * Math.sqrt(n);
    double energy = norm(y);
    return Math.abs(energy - expected) <= rounding * expected
        ? Optional.empty()
        : Optional.of(
            "all bins have the norm %s (expected: %s)".formatted((float) energy, (float) expected));
  }

  private Optional<String> differenceInSum(double[] x, double[] y, double norm) {
    long z = 2L * random.nextInt(n) + 1;
    double[] sum = new double[2];
    double[] expected = new double[2];
    for (int i = 0; i < n; i++) {
      int power = root(z * i);
      addProduct(sum, y[2 * i], y[2 * i + 1], circle[power], circle[power + 1]);
      int w = root(z - 2L * i);
      double re = 1 - circle[w];
      double im = -circle[w + 1];
      double square = re * re + im * im;
      addProduct(expected, x[2 * i], x[2 * i + 1], 2 * re / square, -2 * im / square);
    }
    double tolerance = rounding * norm * Math.sqrt(n);
    return Math.hypot(sum[0] - expected[0], sum[1] - expected[1]) <= tolerance
        ? Optional.empty()
        : different("weighted sum of all bins", sum[0], sum[1], expected[0], expected[1]);
  }

  private static void addProduct(double[] sum, double re, double im, double byRe, double byIm) {
    sum[0] += re * byRe - im * byIm;
    sum[1] += re * byIm + im * byRe;
  }

  /** Index in the circle of e^(2πi·power/2n). */
  private int root(long power) {
    return 2 * (int) (power & (2L * n - 1));
  }

  private static double norm(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  private static Optional<String> different(
      String what, double re, double im, double expectedRe, double expectedIm) {
    return Optional.of(
        "%s is %s%+fi (expected: %s%+fi)"
            .formatted(what, (float) re, im, (float) expectedRe, expectedIm));
  }
}
