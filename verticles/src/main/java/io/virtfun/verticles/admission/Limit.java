package io.virtfun.verticles.admission;

/** Which limit holds up a call. */
public enum Limit {
  /** Calls in flight at once. */
  IN_FLIGHT(0),
  /** Calls per second. */
  CALLS_PER_SECOND(1),
  /** Bytes of input and output per second. */
  BYTES_PER_SECOND(2),
  /** Time of devices that ended calls have used up. */
  DEVICE_TIME(3);

  private final int index;

  Limit(int index) {
    this.index = index;
  }

  /** Where {@link #values} has it. */
  int index() {
    return index;
  }
}
