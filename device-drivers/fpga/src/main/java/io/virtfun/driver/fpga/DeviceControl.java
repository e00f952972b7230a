package io.virtfun.driver.fpga;

/**
 * The registers that govern a device as a whole: identity, reset, set-up, health.
 *
 * <p><b>Thread:</b> the accelerator's, or the one that opens it before that starts.
 */
final class DeviceControl {
  /** What a register reads as where no device answers. */
  private static final int NOBODY = -1;

  /** Reads of a register until a reset is given up; each takes a board about a microsecond. */
  private static final int MOST_RESET_READS = 1_000_000;

  private final Bus bus;

  /** How a device is. */
  enum Health {
    WELL,
    /** It met a fault of its rings and needs a reset. */
    HALTED,
    /** It does not answer. */
    GONE
  }

  DeviceControl(Bus bus) {
    this.bus = bus;
  }

  /** <b>Errors:</b> {@link BusException} where this is not a device of this driver. */
  void requireIdentity() throws BusException {
    int id = bus.read(Register.ID);
    if (id != Codes.ID) {
      throw new BusException("register ID: 0x%08x (expected: 0x%08x)".formatted(id, Codes.ID));
    }
    int version = bus.read(Register.VERSION);
    if (version >>> 16 != Codes.VERSION >>> 16) {
      throw new BusException(
          "register VERSION: 0x%08x (expected: major version %d)"
              .formatted(version, Codes.VERSION >>> 16));
    }
  }

  /** Ends all that the device does; false where it does not come to an end. */
  boolean reset() {
    bus.write(Register.CONTROL, Codes.bit(Codes.CONTROL_RESET));
    for (int reads = 0; reads < MOST_RESET_READS; reads++) {
      int status = bus.read(Register.STATUS);
      if (status == NOBODY) {
        return false;
      }
      if (!Codes.has(status, Codes.STATUS_RESETTING)) {
        return true;
      }
    }
    return false;
  }

  /** Has a device that was reset take calls from rings at an address. */
  void enable(long ringsAddress) {
    long completions = ringsAddress + Rings.COMPLETIONS_AT;
    bus.write(Register.SUBMISSION_BASE_LO, (int) ringsAddress);
    bus.write(Register.SUBMISSION_BASE_HI, (int) (ringsAddress >>> 32));
    bus.write(Register.SUBMISSION_LOG2, Rings.LOG2);
    bus.write(Register.COMPLETION_BASE_LO, (int) completions);
    bus.write(Register.COMPLETION_BASE_HI, (int) (completions >>> 32));
    bus.write(Register.COMPLETION_LOG2, Rings.LOG2);
    bus.write(
        Register.INTERRUPT_ENABLE,
        Codes.bit(Codes.INTERRUPT_COMPLETION) | Codes.bit(Codes.INTERRUPT_FAULT));
    bus.write(Register.CONTROL, Codes.bit(Codes.CONTROL_ENABLE));
  }

  /** Takes note of completions. A fault is not: it stays, and signals again, until a reset. */
  void acknowledge() {
    bus.write(Register.INTERRUPT_CAUSE, Codes.bit(Codes.INTERRUPT_COMPLETION));
  }

  /** Has the device compare its calls with a tag. */
  void abort(long tag) {
    bus.write(Register.ABORT_TAG_LO, (int) tag);
    bus.write(Register.ABORT_TAG_HI, (int) (tag >>> 32));
  }

  Health health() {
    int status = bus.read(Register.STATUS);
    if (status == NOBODY) {
      return Health.GONE;
    }
    return Codes.has(status, Codes.STATUS_FAULT) ? Health.HALTED : Health.WELL;
  }

  /** The first fault since the reset, for people. */
  String fault() {
    return "fault %d at 0x%08x%08x"
        .formatted(
            bus.read(Register.FAULT_CAUSE),
            bus.read(Register.FAULT_ADDRESS_HI),
            bus.read(Register.FAULT_ADDRESS_LO));
  }
}
