package io.virtfun.driver.simulated;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * {@code sha256}, as other devices have it.
 *
 * <p><b>Source:</b> FIPS 180-4, section 6.2.
 */
final class Sha256 {
  private static final long WINDOW_BYTES = 1 << 16;
  private static final int DIGEST_BYTES = 32;

  static final FunctionSpec SPEC =
      new FunctionSpec(
          "sha256",
          1,
          "SHA-256, the raw digest",
          true,
          1,
          List.of(),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(DIGEST_BYTES)));

  private Sha256() {}

  static Outcome run(Invocation call) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 (expected: in every Java platform)", e);
    }
    MemorySegment input = call.input();
    for (long offset = 0; offset < input.byteSize(); offset += WINDOW_BYTES) {
      if (call.cancellation().isRequested()) {
        return Outcome.stopped();
      }
      long size = Math.min(WINDOW_BYTES, input.byteSize() - offset);
      digest.update(input.asSlice(offset, size).asByteBuffer());
    }
    byte[] result = digest.digest();
    MemorySegment.copy(result, 0, call.output(), ValueLayout.JAVA_BYTE, 0, result.length);
    return Outcome.ok(result.length);
  }
}
