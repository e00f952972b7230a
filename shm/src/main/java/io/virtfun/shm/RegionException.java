package io.virtfun.shm;

import java.io.IOException;
import java.io.Serial;

/** A region cannot be used; the message names the field, its value and what was expected. */
public final class RegionException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong with the region. */
  public enum Kind {
    /** The magic is not VirtFun's. */
    NOT_A_REGION,
    /** The major version is not the reader's. */
    VERSION_MISMATCH,
    /** The host has not published it yet, or drains. */
    NOT_READY,
    /** A field has a value that no host writes. */
    CORRUPT
  }

  private final Kind kind;

  RegionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  static RegionException corrupt(String place, long value, String expected) {
    return new RegionException(
        Kind.CORRUPT,
        "region %s: %s (expected: %s)".formatted(place, Long.toUnsignedString(value), expected));
  }
}
