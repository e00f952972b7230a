package io.virtfun.shm;

/**
 * What the host says of the whole region.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "RegionHeader", {@code state}.
 */
public enum RegionState {
  /** The host still writes the header, directory and catalogue. */
  INITIALISING(0),
  /** Everything the host writes once is there to read. */
  READY(1),
  /** Accepted calls end; new ones are answered {@link Status#SHUTTING_DOWN}. */
  DRAINING(2),
  /** Nobody serves the region any more; what is outstanding stays unanswered. */
  STOPPED(3);

  private final int code;

  RegionState(int code) {
    this.code = code;
  }

  /** The number in the header. */
  public int code() {
    return code;
  }
}
