package io.virtfun.driver.opencl;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/** {@code sort.i64}: signed 64-bit whole numbers, sorted in the output by a bitonic network. */
final class SortI64 implements ClFunction {
  private static final int DESCENDING = 0;

  private static final FunctionSpec SPEC =
      new FunctionSpec(
          "sort.i64",
          1,
          "Signed 64-bit whole numbers, sorted",
          true,
          8,
          List.of(Parameter.u32("descending", 0, 1).orElse(0)),
          SizeRule.multiple(Long.BYTES, 0, SizeRule.MAX_BYTES),
          SizeRule.exactly(Term.input(1)));

  @Override
  public FunctionSpec spec() {
    return SPEC;
  }

  @Override
  public List<String> kernels() {
    return List.of("sort_step");
  }

  @Override
  public long enqueue(Launch launch) {
    long sizeBytes = launch.inputBytes();
    if (sizeBytes == 0) {
      return 0;
    }
    long data = launch.memory().output(sizeBytes);
    launch.queue().copy(launch.memory().input(), data, sizeBytes);
    long count = sizeBytes / Long.BYTES;
    for (long sorted = 1; sorted < count; sorted *= 2) {
      step(launch, data, sorted, true);
      for (long distance = sorted / 2; distance > 0; distance /= 2) {
        step(launch, data, distance, false);
      }
    }
    return sizeBytes;
  }

  private static void step(Launch launch, long data, long distance, boolean mirrored) {
    long count = launch.inputBytes() / Long.BYTES;
    long padded = 2 * Long.highestOneBit(count - 1);
    launch
        .kernels()
        .getFirst()
        .memory(data)
        .u64(count)
        .u64(distance)
        .u32(mirrored ? 1 : 0)
        .u32(launch.arguments().whole(DESCENDING))
        .run(launch.queue(), padded / 2, 1);
  }
}
