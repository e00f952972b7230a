package io.virtfun.shm;

/**
 * What the host says of the whole region.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "RegionHeader", {@code state}.
 */
public enum RegionState {
  /** The host still writes the header, directory and catalogue. */
  INITIALISING,
  /** Everything the host writes once is there to read. */
  READY,
  /** Accepted calls end; new ones are answered {@link Status#SHUTTING_DOWN}. */
  DRAINING;

  /** The number in the header. */
  public int code() {
    return ordinal();
  }
}
