package io.virtfun.driver.software;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code aes256gcm.seal} and {@code aes256gcm.open}: authenticated encryption.
 *
 * <p>The input starts with {@code aadBytes} of additional data, which is authenticated and not
 * encrypted. A sealed text is the ciphertext followed by the 16-byte tag.
 *
 * <p>The JDK takes a whole message as two buffers, so each side stays below 2 GiB. It copies the
 * additional data to the heap, which bounds that to 64 KiB. It decrypts into the output before it
 * has seen the tag: who shares the output may see plaintext that turns out forged until the call
 * ends; then it is zeros. For the same reason a call does not stop early.
 *
 * <p><b>Source:</b> NIST SP 800-38D.
 */
final class AesGcm {
  private static final int KEY = 0;
  private static final int NONCE = 1;
  private static final int AAD_BYTES = 2;
  private static final int TAG_BYTES = 16;
  private static final long MAX_AAD_BYTES = 1 << 16;

  /** 2 GiB less a page: the JDK wraps no segment that comes within a few bytes of 2 GiB. */
  private static final long MAX_SIDE_BYTES = 0x7FFF_F000L;

  /** Key schedule and hash tables for a call this small take a few microseconds. */
  private static final long INLINE_BYTES = 2064;

  private AesGcm() {}

  /** Encrypts and authenticates. */
  static DeviceFunction seal() {
    return function(
        "aes256gcm.seal",
        "AES-256-GCM: additional data, plaintext -> ciphertext, tag",
        SizeRule.atLeast(Term.product(1, AAD_BYTES)),
        TAG_BYTES,
        call -> run(Cipher.ENCRYPT_MODE, call));
  }

  /** Verifies and decrypts; a tag that does not match is bad data. */
  static DeviceFunction open() {
    return function(
        "aes256gcm.open",
        "AES-256-GCM: additional data, ciphertext, tag -> plaintext",
        SizeRule.atLeast(Term.product(1, AAD_BYTES), Term.constant(TAG_BYTES)),
        -TAG_BYTES,
        call -> run(Cipher.DECRYPT_MODE, call));
  }

  private static DeviceFunction function(
      String name, String summary, SizeRule input, int growthBytes, DeviceFunction.Kernel kernel) {
    SizeRule output =
        SizeRule.exactly(Term.input(1), Term.product(-1, AAD_BYTES), Term.constant(growthBytes));
    FunctionSpec spec =
        new FunctionSpec(
            name,
            1,
            summary,
            true,
            1,
            List.of(
                Parameter.bytes("key", 32),
                Parameter.bytes("nonce", 12),
                Parameter.u32("aadBytes", 0, MAX_AAD_BYTES).orElse(0)),
            input.upTo(MAX_SIDE_BYTES),
            output.upTo(MAX_SIDE_BYTES));
    return new Synchronous(spec, INLINE_BYTES, kernel);
  }

  private static Outcome run(int mode, Invocation call) {
    Arguments arguments = call.arguments();
    MemorySegment input = call.input();
    long aadBytes = arguments.whole(AAD_BYTES);
    long outputBytes = arguments.function().output().evaluate(input.byteSize(), arguments);
    MemorySegment output = call.output().asSlice(0, outputBytes);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(arguments.bytes(KEY), "AES"),
          new GCMParameterSpec(8 * TAG_BYTES, arguments.bytes(NONCE)));
      cipher.updateAAD(input.asSlice(0, aadBytes).asByteBuffer());
      cipher.doFinal(input.asSlice(aadBytes).asByteBuffer(), output.asByteBuffer());
      return Outcome.ok(outputBytes);
    } catch (AEADBadTagException _) {
      Window.clear(output);
      return Outcome.badData();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/GCM/NoPadding with a 256-bit key", e);
    }
  }
}
