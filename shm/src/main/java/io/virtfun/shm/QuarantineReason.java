package io.virtfun.shm;

/** Which rule the guest broke. */
public enum QuarantineReason {
  /** None. */
  NONE(0),
  /** {@code submissionTail} moved back or more than a capacity ahead. */
  SUBMISSION_TAIL(1),
  /** {@code completionHead} moved back or past the tail. */
  COMPLETION_HEAD(2),
  /** Malformed entries came too often. */
  ABUSE(3);

  private final int code;

  QuarantineReason(int code) {
    this.code = code;
  }

  /** The number in the lane's control structure. */
  public int code() {
    return code;
  }
}
