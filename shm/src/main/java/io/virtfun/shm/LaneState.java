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
  /** The guest broke the protocol; the host does not look at the lane any more. */
  QUARANTINED(2);

  private final int code;

  LaneState(int code) {
    this.code = code;
  }

  /** The number in the lane's control structure. */
  public int code() {
    return code;
  }
}
