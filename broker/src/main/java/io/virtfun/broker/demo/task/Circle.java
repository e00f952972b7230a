package io.virtfun.broker.demo.task;

/** The 2n-th roots of unity, of which every other one is an n-th root. */
final class Circle {
  private final int n;

  /** cos and sin of 2π·j/2n, interleaved. */
  private final double[] roots;

  Circle(int n) {
    this.n = n;
    this.roots = new double[4 * n];
    for (int j = 0; j < 2 * n; j++) {
      roots[2 * j] = Math.cos(Math.PI * j / n);
      roots[2 * j + 1] = Math.sin(Math.PI * j / n);
    }
  }

  int n() {
    return n;
  }

  /** Where e^(2πi·power/2n) is; n is a power of two. */
  int index(long power) {
    return 2 * (int) (power & (2L * n - 1));
  }

  double re(int index) {
    return roots[index];
  }

  double im(int index) {
    return roots[index + 1];
  }
}
