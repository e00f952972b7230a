package io.virtfun.driver.spi;

/**
 * How a call ended at the device.
 *
 * <p><b>Thread:</b> immutable. <b>Errors:</b> {@link IllegalArgumentException} for a negative
 * number.
 *
 * @param kind what happened
 * @param value meaning by kind: bytes written, bytes needed, or 0
 * @param deviceCycles how many cycles of the device's own clock the call took; 0 where the device
 *     does not count them. The receipt carries them to the guest.
 */
public record Outcome(Kind kind, long value, long deviceCycles) {
  /** What happened. */
  public enum Kind {
    /** The result is in the output; value: its length in bytes, at most the output's. */
    OK,
    /** The result does not fit; value: bytes needed, or 0 where unknown. */
    OUTPUT_TOO_SMALL,
    /** The function refuses the data, for example a tag that does not match; value: 0. */
    BAD_DATA,
    /** The device failed; the same call may go well elsewhere; value: 0. */
    DEVICE_FAILED,
    /** The call was to stop, as its {@link Cancellation} said, and did; value: 0. */
    STOPPED
  }

  private static final Outcome NO_OUTPUT = new Outcome(Kind.OK, 0, 0);
  private static final Outcome BAD_DATA = new Outcome(Kind.BAD_DATA, 0, 0);
  private static final Outcome DEVICE_FAILED = new Outcome(Kind.DEVICE_FAILED, 0, 0);
  private static final Outcome STOPPED = new Outcome(Kind.STOPPED, 0, 0);

  public Outcome {
    if (value < 0) {
      throw new IllegalArgumentException(kind + ": value " + value + " (expected: at least 0)");
    }
    if (deviceCycles < 0) {
      throw new IllegalArgumentException(
          kind + ": deviceCycles " + deviceCycles + " (expected: at least 0)");
    }
  }

  /** An end of which the device does not count the cycles. */
  public Outcome(Kind kind, long value) {
    this(kind, value, 0);
  }

  /** The call went well and wrote this many bytes. */
  public static Outcome ok(long outputBytes) {
    return outputBytes == 0 ? NO_OUTPUT : new Outcome(Kind.OK, outputBytes, 0);
  }

  /** The output is too small; {@code neededBytes} is 0 where unknown. */
  public static Outcome outputTooSmall(long neededBytes) {
    return new Outcome(Kind.OUTPUT_TOO_SMALL, neededBytes, 0);
  }

  /** The function refuses the data. */
  public static Outcome badData() {
    return BAD_DATA;
  }

  /** The device failed. */
  public static Outcome deviceFailed() {
    return DEVICE_FAILED;
  }

  /** The call stopped because it was asked to; where nobody asked it counts as failed. */
  public static Outcome stopped() {
    return STOPPED;
  }

  /** The same end after so many cycles of the device's clock. */
  public Outcome withDeviceCycles(long cycles) {
    return cycles == deviceCycles ? this : new Outcome(kind, value, cycles);
  }
}
