package io.virtfun.broker.demo.task;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The Fourier transform of one sequence in double precision, to check answers in float32 against.
 *
 * <p>Of a short sequence every bin is compared with its sum. Of a longer one some bins are, and all
 * are checked together: by their energy (Parseval), and by a sum of theirs that is known another
 * way. With X[f] = Σ x[t]·w^(f·t) and z half-way between two n-th roots of unity, where z^n = −1,
 *
 * <pre>Σ X[f]·z^f = Σ x[t] Σ (z·w^t)^f = Σ x[t]·2/(1 − z·w^t).</pre>
 *
 * <p>The error of a fast transform grows with log n. {@link #MARGIN} is far above what one that
 * rounds well shows, and what it allows is far below one wrong bin.
 */
final class Transform {
  private static final int MOST_COMPLETE = 1 << 10;
  private static final int SAMPLES = 4;
  private static final double MARGIN = 8;

  private final Circle circle;
  private final int n;
  private final boolean inverse;
  private final double norm;
  private final double rounding;

  /** The bins that are compared, and what they are. */
  private final int[] bins;

  private final double[] expected;

  /** The power of the 2n-th root of unity that is z. */
  private final long z;

  private final double[] expectedSum;

  /**
   * @param signal what is transformed, real and imaginary parts in turn
   * @param inverse transformed back: the sign of the exponent changes, and all is divided by n
   */
  Transform(Circle circle, float[] signal, boolean inverse, SplittableRandom random) {
    this.circle = circle;
    this.n = circle.n();
    this.inverse = inverse;
    this.rounding = MARGIN * Floats.ROUNDING * (1 + Integer.numberOfTrailingZeros(n));
    double[] x = forward(signal, 1);
    this.norm = norm(x);
    this.bins =
        n <= MOST_COMPLETE ? IntStream.range(0, n).toArray() : random.ints(SAMPLES, 0, n).toArray();
    this.expected = new double[2 * bins.length];
    for (int i = 0; i < bins.length; i++) {
      transform(x, bins[i], 2 * i);
    }
    this.z = 2L * random.nextInt(n) + 1;
    this.expectedSum = weightedInput(x);
  }

  /** An inverse transform is a forward one between two conjugations, but for the factor n. */
  private double[] forward(float[] numbers, double factor) {
    double[] result = new double[numbers.length];
    for (int i = 0; i < numbers.length; i += 2) {
      result[i] = factor * numbers[i];
      result[i + 1] = (inverse ? -factor : factor) * numbers[i + 1];
    }
    return result;
  }

  private void transform(double[] x, int bin, int at) {
    double re = 0;
    double im = 0;
    for (int t = 0; t < n; t++) {
      int w = circle.index(-2L * bin * t);
      re += x[2 * t] * circle.re(w) - x[2 * t + 1] * circle.im(w);
      im += x[2 * t] * circle.im(w) + x[2 * t + 1] * circle.re(w);
    }
    expected[at] = re;
    expected[at + 1] = im;
  }

  private double[] weightedInput(double[] x) {
    double[] sum = new double[2];
    for (int t = 0; t < n; t++) {
      int w = circle.index(z - 2L * t);
      double re = 1 - circle.re(w);
      double im = -circle.im(w);
      double square = re * re + im * im;
      addProduct(sum, x, t, 2 * re / square, -2 * im / square);
    }
    return sum;
  }

  private static void addProduct(double[] sum, double[] numbers, int i, double re, double im) {
    sum[0] += numbers[2 * i] * re - numbers[2 * i + 1] * im;
    sum[1] += numbers[2 * i] * im + numbers[2 * i + 1] * re;
  }

  Optional<String> difference(float[] answer) {
    double[] y = forward(answer, inverse ? n : 1);
    for (int i = 0; i < bins.length; i++) {
      double re = expected[2 * i];
      double im = expected[2 * i + 1];
      double tolerance = rounding * (norm + Math.hypot(re, im));
      if (!(Math.hypot(y[2 * bins[i]] - re, y[2 * bins[i] + 1] - im) <= tolerance)) {
        return different("bin " + bins[i], y[2 * bins[i]], y[2 * bins[i] + 1], re, im);
      }
    }
    return differenceInAll(y);
  }

  private Optional<String> differenceInAll(double[] y) {
    double wholeNorm = norm * Math.sqrt(n);
    if (!(Math.abs(norm(y) - wholeNorm) <= rounding * wholeNorm)) {
      return Optional.of(
          "all bins have the norm %s (expected: %s)".formatted((float) norm(y), (float) wholeNorm));
    }
    double[] sum = new double[2];
    for (int f = 0; f < n; f++) {
      int power = circle.index(z * f);
      addProduct(sum, y, f, circle.re(power), circle.im(power));
    }
    double re = expectedSum[0];
    double im = expectedSum[1];
    return Math.hypot(sum[0] - re, sum[1] - im) <= rounding * wholeNorm
        ? Optional.empty()
        : different("weighted sum of all bins", sum[0], sum[1], re, im);
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
