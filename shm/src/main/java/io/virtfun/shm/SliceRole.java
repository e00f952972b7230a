package io.virtfun.shm;

/** Which slice of a submission entry a {@link Status#BAD_SLICE} is about. */
public enum SliceRole {
  /** The input. */
  INPUT,
  /** The output. */
  OUTPUT,
  /** The indirect arguments. */
  ARGUMENTS,
  /** Input and output overlap. */
  OVERLAP;

  /** The number in the completion entry's detail. */
  public int code() {
    return ordinal();
  }
}
