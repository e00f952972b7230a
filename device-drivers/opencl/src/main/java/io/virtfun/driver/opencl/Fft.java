package io.virtfun.driver.opencl;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/**
 * {@code fft}: Fourier transforms of complex float32 sequences, all of a call at once.
 *
 * <p>Passes go back and forth between the output and a buffer as large, so that the last one ends
 * in the output.
 */
final class Fft implements ClFunction {
  private static final int N = 0;
  private static final int INVERSE = 1;
  private static final int BATCH = 2;
  private static final int MAX_LOG2_N = 22;
  private static final long MAX_BATCH = 1 << 24;
  private static final int COMPLEX_BYTES = 8;

  private static final SizeRule SIZE = SizeRule.exactly(Term.product(COMPLEX_BYTES, N, BATCH));
  private static final FunctionSpec SPEC =
      new FunctionSpec(
          "fft",
          1,
          "Fourier transforms of batch sequences of n complex float32, interleaved",
          true,
          4,
          List.of(
              Parameter.u32("n", 1, 1 << MAX_LOG2_N).ofPowerOfTwo(),
              Parameter.u32("inverse", 0, 1).orElse(0),
              Parameter.u32("batch", 1, MAX_BATCH).orElse(1)),
          SIZE,
          SIZE);

  @Override
  public FunctionSpec spec() {
    return SPEC;
  }

  @Override
  public List<String> kernels() {
    return List.of("fft_pass");
  }

  @Override
  public long enqueue(Launch launch) {
    long n = launch.arguments().whole(N);
    long sizeBytes = launch.inputBytes();
    long input = launch.memory().input();
    long output = launch.memory().output(sizeBytes);
    int passes = Long.numberOfTrailingZeros(n);
    if (passes == 0) {
      launch.queue().copy(input, output, sizeBytes);
      return sizeBytes;
    }
    long scratch = passes == 1 ? 0 : launch.memory().scratch(sizeBytes);
    long from = input;
    for (int pass = 0; pass < passes; pass++) {
      long to = (passes - pass) % 2 == 1 ? output : scratch;
      pass(launch, from, to, pass);
      from = to;
    }
    return sizeBytes;
  }

  private static void pass(Launch launch, long from, long to, int pass) {
    long n = launch.arguments().whole(N);
    long batch = launch.arguments().whole(BATCH);
    boolean inverse = launch.arguments().whole(INVERSE) == 1;
    long done = 1L << pass;
    launch
        .kernels()
        .getFirst()
        .memory(from)
        .memory(to)
        .u64(n)
        .u64(batch)
        .u64(done)
        .f32(inverse ? 1 : -1)
        .f32(inverse && 2 * done == n ? 1f / n : 1)
        .run(launch.queue(), batch * (n / 2), 1);
  }
}
