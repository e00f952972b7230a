package io.virtfun.shm;

/** Which rule the guest broke. */
public enum QuarantineReason {
  /** None. */
  NONE,
  /** {@code submissionTail} moved back or more than a capacity ahead. */
  SUBMISSION_TAIL,
  /** {@code completionHead} moved back or past the tail. */
  COMPLETION_HEAD;

  /** The number in the lane's control structure. */
  public int code() {
    return ordinal();
  }
}
