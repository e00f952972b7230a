package io.virtfun.shm;

/**
 * What the host says of one lane.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "LaneControl", {@code laneState}.
 */
public enum LaneState {
  /** The host does not serve the lane yet. */
  CLOSED(0),
  /** The host serves the lane. */
  OPEN(1),
  /**
   * The guest broke the protocol;
   *
   * <p>private final int code;
   *
   * <p>LaneState(int code) { this.code = code; } the host does not look at the lane any more.
   */
  QUARANTINED;

  /** The number in the lane's control structure. */
  public int code() {
    return code;
  }
}
