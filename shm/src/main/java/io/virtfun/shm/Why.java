package io.virtfun.shm;

import org.jspecify.annotations.Nullable;

/** Why a call ran on the device that its completion names. */
public enum Why {
  /** The host does not say, or no device was involved. */
  UNKNOWN(0, "unknown"),
  /** No other device has the function. */
  ONLY(1, "only one"),
  /** The guest asked for it. */
  ASKED_FOR(2, "asked for"),
  /** It comes first in the operator's order, and none is expected to be done sooner. */
  PREFERRED(3, "preferred"),
  /** It was expected to be done soonest. */
  SOONEST(4, "soonest"),
  /** To learn what such a call takes there. */
  TRIAL(5, "trial"),
  /** Another device failed the call. */
  RETRY(6, "retry"),
  /** Those that would have come before it are in quarantine. */
  OTHERS_QUARANTINED(7, "others quarantined");

  private static final Why[] VALUES = values();

  private final int code;
  private final String text;

  Why(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** What stands in a completion entry. */
  public int code() {
    return code;
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** The reason with a code, or null. */
  public static @Nullable Why ofCode(int code) {
    return code >= 0 && code < VALUES.length ? VALUES[code] : null;
  }
}
