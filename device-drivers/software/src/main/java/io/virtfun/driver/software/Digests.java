package io.virtfun.driver.software;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.CRC32C;

/** {@code crc32c} and {@code sha256}. */
final class Digests {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Digests() {}

  /**
   * CRC-32C (Castagnoli), little-endian.
   *
   * <p><b>Source:</b> RFC 3720, section 12.1 and appendix B.4.
   */
  static DeviceFunction crc32c() {
    return digest("crc32c", "CRC-32C (Castagnoli), little-endian", 4, Digests::crc32c);
  }

  /**
   * SHA-256; the JDK stages 4 KiB of input at a time.
   *
   * <p><b>Source:</b> FIPS 180-4, section 6.2.
   */
  static DeviceFunction sha256() {
    return digest("sha256", "SHA-256, the raw digest", 32, Digests::sha256);
  }

  private static DeviceFunction digest(
      String name, String summary, int digestBytes, Kernel kernel) {
    FunctionSpec spec =
        new FunctionSpec(
            name,
            1,
            summary,
            true,
            1,
            List.of(),
            SizeRule.any(),
            SizeRule.exactly(Term.constant(digestBytes)));
    return new Synchronous(spec, SoftwareDevice.INLINE_BYTES, kernel);
  }

  private static Outcome crc32c(Invocation call) {
    CRC32C crc = new CRC32C();
    if (!Window.forEach(call, crc::update)) {
      return Outcome.stopped();
    }
    call.output().set(U32, 0, (int) crc.getValue());
    return Outcome.ok(4);
  }

  private static Outcome sha256(Invocation call) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 (expected: in every Java platform)", e);
    }
    if (!Window.forEach(call, digest::update)) {
      return Outcome.stopped();
    }
    byte[] result = digest.digest();
    MemorySegment.copy(result, 0, call.output(), ValueLayout.JAVA_BYTE, 0, result.length);
    return Outcome.ok(result.length);
  }
}
