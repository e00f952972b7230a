package io.virtfun.driver.fpga;

/**
 * The numbers that registers and descriptors hold; those of bits where not said otherwise.
 *
 * <p><b>Source:</b> docs/fpga.md, "Codes"; {@code virtfun_regs.svh}, which has them with {@code
 * VF_} before the name.
 */
final class Codes {
  /** "VFUN", first letter in the lowest byte. */
  static final int ID = 0x4E554656;

  /** Major version in the upper half, minor in the lower. */
  static final int VERSION = 0x0001_0000;

  static final int FEATURE_TEST_HOOKS = 0;
  static final int CONTROL_ENABLE = 0;
  static final int CONTROL_RESET = 1;
  static final int STATUS_ENABLED = 0;
  static final int STATUS_RESETTING = 1;
  static final int STATUS_FAULT = 2;
  static final int STATUS_BUSY = 3;
  static final int INTERRUPT_COMPLETION = 0;
  static final int INTERRUPT_FAULT = 1;
  static final int FLAG_ABORT = 0;
  static final int FLAG_HANG = 1;
  static final int FLAG_CORRUPT = 2;

  /** Values, not bits, from here on. */
  static final int OPCODE_SHA256 = 1;

  static final int OPCODE_CRC32C = 2;
  static final int RESULT_OK = 0;
  static final int RESULT_OUTPUT_TOO_SMALL = 1;
  static final int RESULT_ABORTED = 2;
  static final int RESULT_BAD_DESCRIPTOR = 3;
  static final int RESULT_BAD_OPCODE = 4;
  static final int RESULT_READ_FAULT = 5;
  static final int RESULT_WRITE_FAULT = 6;
  static final int FAULT_NONE = 0;
  static final int FAULT_DESCRIPTOR_READ = 1;
  static final int FAULT_COMPLETION_WRITE = 2;
  static final int FAULT_INPUT_READ = 3;
  static final int FAULT_OUTPUT_WRITE = 4;
  static final int FAULT_TAIL = 5;
  static final int SLOT_IDLE = 0;
  static final int SLOT_CHECK = 1;
  static final int SLOT_RUN = 2;
  static final int SLOT_HANG = 3;
  static final int SLOT_DRAIN = 4;
  static final int SLOT_WRITE = 5;
  static final int SLOT_DONE = 6;

  private Codes() {}

  /** A word with one bit set. */
  static int bit(int number) {
    return 1 << number;
  }

  /** Whether a word has a bit set. */
  static boolean has(int word, int number) {
    return (word & bit(number)) != 0;
  }
}
