package io.virtfun.driver.opencl;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/**
 * {@code sgemm}: the product of two float32 matrices, in whatever order the kernel sums.
 *
 * <p>The same device gives the same result each time; another differs by at most (k + 3) roundings
 * of the sum of magnitudes.
 */
final class Sgemm implements ClFunction {
  private static final int M = 0;
  private static final int N = 1;
  private static final int K = 2;
  private static final int ALPHA = 3;
  private static final long MAX_DIMENSION = 65_535;
  private static final int ROWS_PER_ITEM = 8;

  private static final FunctionSpec SPEC =
      new FunctionSpec(
          "sgemm",
          1,
          "C = alpha*A*B, float32 row-major: A (m*k), B (k*n) -> C (m*n)",
          true,
          4,
          List.of(
              Parameter.u32("m", 1, MAX_DIMENSION),
              Parameter.u32("n", 1, MAX_DIMENSION),
              Parameter.u32("k", 1, MAX_DIMENSION),
              Parameter.f32("alpha", -Float.MAX_VALUE, Float.MAX_VALUE).orElse(1)),
          SizeRule.exactly(Term.product(4, M, K), Term.product(4, K, N)),
          SizeRule.exactly(Term.product(4, M, N)));

  @Override
  public FunctionSpec spec() {
    return SPEC;
  }

  @Override
  public List<String> kernels() {
    return List.of("sgemm");
  }

  @Override
  public long enqueue(Launch launch) {
    long m = launch.arguments().whole(M);
    long n = launch.arguments().whole(N);
    long k = launch.arguments().whole(K);
    long outputBytes = Float.BYTES * m * n;
    launch
        .kernels()
        .getFirst()
        .memory(launch.memory().input())
        .memory(launch.memory().output(outputBytes))
        .u32(m)
        .u32(n)
        .u32(k)
        .f32((float) launch.arguments().real(ALPHA))
        .run(launch.queue(), n, Math.ceilDiv(m, ROWS_PER_ITEM));
    return outputBytes;
  }
}
