package io.virtfun.driver.opencl;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/**
 * {@code sha256}: one message on one work item; several calls at once keep several busy.
 *
 * <p>A message is hashed in commands of at most 1 MiB: drivers of displays end a command that takes
 * seconds, and commands of other calls run in between.
 */
final class Sha256 implements ClFunction {
  private static final int BLOCK_BYTES = 64;
  private static final int DIGEST_BYTES = 32;
  private static final long BLOCKS_PER_COMMAND = 16_384;

  private static final FunctionSpec SPEC =
      new FunctionSpec(
          "sha256",
          1,
          "SHA-256, the raw digest",
          true,
          1,
          List.of(),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(DIGEST_BYTES)));

  @Override
  public FunctionSpec spec() {
    return SPEC;
  }

  @Override
  public List<String> kernels() {
    return List.of("sha256_blocks", "sha256_end");
  }

  @Override
  public long enqueue(Launch launch) {
    long input = launch.memory().input();
    long state = launch.memory().scratch(DIGEST_BYTES);
    long blocks = launch.inputBytes() / BLOCK_BYTES;
    for (long first = 0; first < blocks; first += BLOCKS_PER_COMMAND) {
      launch
          .kernels()
          .getFirst()
          .memory(input)
          .memory(state)
          .u64(first)
          .u64(Math.min(BLOCKS_PER_COMMAND, blocks - first))
          .runOnce(launch.queue());
    }
    launch
        .kernels()
        .getLast()
        .memory(input)
        .memory(launch.memory().output(DIGEST_BYTES))
        .memory(state)
        .u64(launch.inputBytes())
        .runOnce(launch.queue());
    return DIGEST_BYTES;
  }
}
