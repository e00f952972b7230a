package io.virtfun.driver.fpga;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.List;

/** What the accelerator computes. */
enum FpgaFunction {
  /** Source: FIPS 180-4, section 6.2. */
  SHA256(Codes.OPCODE_SHA256, "sha256", "SHA-256, the raw digest", 32),
  /** Source: RFC 3720, section 12.1. */
  CRC32C(Codes.OPCODE_CRC32C, "crc32c", "CRC-32C (Castagnoli), little-endian", 4);

  private final int opcode;
  private final String function;
  private final String summary;
  private final int digestBytes;

  FpgaFunction(int opcode, String function, String summary, int digestBytes) {
    this.opcode = opcode;
    this.function = function;
    this.summary = summary;
    this.digestBytes = digestBytes;
  }

  int opcode() {
    return opcode;
  }

  /** As every device that has the function describes it. */
  FunctionSpec spec() {
    return new FunctionSpec(
        function,
        1,
        summary,
        true,
        1,
        List.of(),
        SizeRule.any(),
        SizeRule.exactly(Term.constant(digestBytes)));
  }

  /** Whether a device has it, by its register {@link Register#FUNCTIONS}. */
  boolean isIn(int functions) {
    return Codes.has(functions, opcode);
  }
}
