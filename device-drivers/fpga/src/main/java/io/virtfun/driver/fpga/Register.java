package io.virtfun.driver.fpga;

/**
 * The accelerator's registers, each of 32 bits.
 *
 * <p><b>Source:</b> docs/fpga.md, "Registers"; {@code virtfun_regs.svh}.
 */
enum Register {
  ID(0x000),
  VERSION(0x004),
  SLOTS(0x008),
  FUNCTIONS(0x00C),
  FEATURES(0x010),
  CLOCK_KHZ(0x014),
  CONTROL(0x020),
  STATUS(0x024),
  FAULT_ADDRESS_LO(0x028),
  FAULT_ADDRESS_HI(0x02C),
  FAULT_CAUSE(0x030),
  SUBMISSION_BASE_LO(0x040),
  SUBMISSION_BASE_HI(0x044),
  SUBMISSION_LOG2(0x048),
  SUBMISSION_TAIL(0x04C),
  SUBMISSION_HEAD(0x050),
  COMPLETION_BASE_LO(0x060),
  COMPLETION_BASE_HI(0x064),
  COMPLETION_LOG2(0x068),
  COMPLETION_HEAD(0x06C),
  COMPLETION_TAIL(0x070),
  INTERRUPT_ENABLE(0x080),
  INTERRUPT_CAUSE(0x084),
  COALESCE_COUNT(0x088),
  COALESCE_CYCLES(0x08C),
  ABORT_TAG_LO(0x0A0),
  ABORT_TAG_HI(0x0A4),
  CYCLES_LO(0x0B0),
  CYCLES_HI(0x0B4),
  SLOT_STATE(0x100),
  SLOT_TAG_LO(0x104),
  SLOT_TAG_HI(0x108),
  SLOT_CALLS(0x10C);

  /** Bytes that hold all registers. */
  static final int SPAN_BYTES = 0x200;

  private final int offset;

  Register(int offset) {
    this.offset = offset;
  }

  /** Bytes from the first register; for those of slots, of slot 0. */
  int offset() {
    return offset;
  }
}
