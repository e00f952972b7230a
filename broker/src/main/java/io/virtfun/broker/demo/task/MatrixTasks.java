package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code sgemm}: products of matrices of numbers in -1..1. */
final class MatrixTasks {
  private static final long MOST_COMPLETE = 512 * 512;

  private MatrixTasks() {}

  static List<Task> sgemm() {
    return List.of(
        task(16, 16, 16),
        task(64, 64, 64),
        task(100, 300, 37),
        task(256, 256, 256),
        task(512, 512, 512),
        task(1024, 1024, 1024));
  }

  private static Task task(int m, int n, int k) {
    long inputBytes = 4L * m * k + 4L * k * n;
    String shape = "%dx%d * %dx%d".formatted(m, k, k, n);
    return new Task("sgemm", inputBytes, shape, random -> exercise(random, m, n, k));
  }

  private static Exercise exercise(SplittableRandom random, int m, int n, int k) {
    Product.Factors factors = new Product.Factors(m, n, k, random);
    Product product = new Product(factors, MOST_COMPLETE, random);
    long outputBytes = 4L * m * n;
    return Exercise.of(
        Map.of("m", m, "n", n, "k", k, "alpha", factors.alpha()),
        factors.input(),
        outputBytes,
        output ->
            Check.ofLength(outputBytes, output, () -> product.difference(Floats.read(output))));
  }
}
