package io.virtfun.driver.kit;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;
import java.util.Optional;

/**
 * The functions whose description is the same on every device that has them. A driver repeats the
 * description of what it implements; the contract compares.
 */
public final class StandardFunctions {
  private static final long MOST_GCM_BYTES = 0x7FFF_F000L;

  private static final List<FunctionSpec> ALL =
      List.of(
          of(
              "noop",
              "Nothing: ignores the input, writes no output",
              SizeRule.exactly(Term.constant(0))),
          of("echo", "The input, unchanged", SizeRule.exactly(Term.input(1))),
          of("crc32c", "CRC-32C (Castagnoli), little-endian", SizeRule.exactly(Term.constant(4))),
          of("sha256", "SHA-256, the raw digest", SizeRule.exactly(Term.constant(32))),
          gcm(
              "aes256gcm.seal",
              "AES-256-GCM: additional data, plaintext -> ciphertext, tag",
              SizeRule.atLeast(Term.product(1, 2)),
              16),
          gcm(
              "aes256gcm.open",
              "AES-256-GCM: additional data, ciphertext, tag -> plaintext",
              SizeRule.atLeast(Term.product(1, 2), Term.constant(16)),
              -16),
          deflate(),
          inflate(),
          sgemm(),
          fft(),
          sort());

  private StandardFunctions() {}

  /** All of them. */
  public static List<FunctionSpec> all() {
    return ALL;
  }

  /** One by name and version, as {@link FunctionSpec#qualifiedName()} has it. */
  static Optional<FunctionSpec> named(String qualifiedName) {
    return ALL.stream().filter(each -> each.qualifiedName().equals(qualifiedName)).findAny();
  }

  private static FunctionSpec of(String name, String summary, SizeRule output) {
    return new FunctionSpec(name, 1, summary, true, 1, List.of(), SizeRule.any(), output);
  }

  private static FunctionSpec gcm(String name, String summary, SizeRule input, int growthBytes) {
    return new FunctionSpec(
        name,
        1,
        summary,
        true,
        1,
        List.of(
            Parameter.bytes("key", 32),
            Parameter.bytes("nonce", 12),
            Parameter.u32("aadBytes", 0, 1 << 16).orElse(0)),
        input.upTo(MOST_GCM_BYTES),
        SizeRule.exactly(Term.input(1), Term.product(-1, 2), Term.constant(growthBytes))
            .upTo(MOST_GCM_BYTES));
  }

  private static FunctionSpec deflate() {
    return new FunctionSpec(
        "deflate",
        1,
        "Compression to an RFC 1951 stream, with zlib=1 in the RFC 1950 format",
        true,
        1,
        List.of(Parameter.u32("level", 0, 9).orElse(6), Parameter.u32("zlib", 0, 1).orElse(0)),
        SizeRule.any().upTo(0xE000_0000L),
        SizeRule.atMost(Term.input(1), new Term(1, 8, List.of(Term.INPUT)), Term.constant(64)));
  }

  private static FunctionSpec inflate() {
    return new FunctionSpec(
        "inflate",
        1,
        "Decompression of an RFC 1951 stream, with zlib=1 of the RFC 1950 format",
        true,
        1,
        List.of(Parameter.u32("zlib", 0, 1).orElse(0)),
        SizeRule.any(),
        SizeRule.any());
  }

  private static FunctionSpec sgemm() {
    return new FunctionSpec(
        "sgemm",
        1,
        "C = alpha*A*B, float32 row-major: A (m*k), B (k*n) -> C (m*n)",
        true,
        4,
        List.of(
            Parameter.u32("m", 1, 65_535),
            Parameter.u32("n", 1, 65_535),
            Parameter.u32("k", 1, 65_535),
            Parameter.f32("alpha", -Float.MAX_VALUE, Float.MAX_VALUE).orElse(1)),
        SizeRule.exactly(Term.product(4, 0, 2), Term.product(4, 2, 1)),
        SizeRule.exactly(Term.product(4, 0, 1)));
  }

  private static FunctionSpec fft() {
    SizeRule size = SizeRule.exactly(Term.product(8, 0, 2));
    return new FunctionSpec(
        "fft",
        1,
        "Fourier transforms of batch sequences of n complex float32, interleaved",
        true,
        4,
        List.of(
            Parameter.u32("n", 1, 1 << 22).ofPowerOfTwo(),
            Parameter.u32("inverse", 0, 1).orElse(0),
            Parameter.u32("batch", 1, 1 << 24).orElse(1)),
        size,
        size);
  }

  private static FunctionSpec sort() {
    return new FunctionSpec(
        "sort.i64",
        1,
        "Signed 64-bit whole numbers, sorted",
        true,
        8,
        List.of(Parameter.u32("descending", 0, 1).orElse(0)),
        SizeRule.multiple(Long.BYTES, 0, SizeRule.MAX_BYTES),
        SizeRule.exactly(Term.input(1)));
  }
}
