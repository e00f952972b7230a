package io.virtfun.shm;

/** Which slice of a submission entry a {@link Status#BAD_SLICE} is about. */
public enum SliceRole {
  /** The input. */
  INPUT(0),
  /** The output. */
  OUTPUT(1),
  /** The indirect arguments. */
  ARGUMENTS(2),
  /** Input and output overlap. */
  OVERLAP(3);

  private final int code;

  SliceRole(int code) {
    this.code = code;
  }

  /** The number in the completion entry's detail. */
  public int code() {
    return code;
  }
}
