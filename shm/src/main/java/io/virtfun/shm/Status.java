package io.virtfun.shm;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as the completion entry says it.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "Statuses".
 */
public enum Status {
  /** The output holds the result. Detail: 0. */
  OK(0, false),
  /** No function has this id. Detail: the id. */
  UNKNOWN_FUNCTION(1, false),
  /** A field has a value that it must not have. Detail: the field's offset. */
  BAD_ENTRY(2, false),
  /** A slice leaves the arena, or input and output overlap. Detail: a {@link SliceRole} code. */
  BAD_SLICE(3, false),
  /** A slice is not aligned as the function needs. Detail: the alignment in bytes. */
  MISALIGNED(4, false),
  /** An argument is out of range. Detail: the parameter's index. */
  BAD_ARGUMENT(5, false),
  /** The function does not admit an input of this size. Detail: the size in bytes. */
  BAD_INPUT_SIZE(6, false),
  /** The output cannot hold the result. Detail: bytes needed, or 0 where unknown. */
  OUTPUT_TOO_SMALL(7, false),
  /** The function refuses the data. Detail: 0. */
  BAD_DATA(8, false),
  /** No device implements the function now. Detail: 0. */
  NO_DEVICE(9, true),
  /** The device failed while it ran the call. Detail: 0. */
  DEVICE_FAILED(10, true),
  /** The broker drains and takes no more calls. Detail: 0. */
  SHUTTING_DOWN(11, true),
  /** The call's time to live has passed. Detail: 0. */
  EXPIRED(12, true),
  /** The guest has cancelled the call. Detail: 0. */
  CANCELLED(13, false),
  /** The tenant has reached a limit. Detail: microseconds after which to try again; 0: unknown. */
  BUSY(14, true),
  /** The tenant may not call the function. Detail: 0. */
  NOT_ALLOWED(15, false);

  private static final Status[] BY_CODE = values();

  private final int code;
  private final boolean retryable;

  Status(int code, boolean retryable) {
    this.code = code;
    this.retryable = retryable;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** Whether the same call may go well later or at another broker. */
  public boolean isRetryable() {
    return retryable;
  }

  /** The status with a code, or null for one this version does not know. */
  public static @Nullable Status ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /**
   * Whether an entry that is answered so is one that no guest writes which keeps the rules.
   *
   * <p><b>Source:</b> docs/shared-memory.md, "Lanes".
   */
  public boolean isMalformed() {
    return switch (this) {
      case UNKNOWN_FUNCTION, BAD_ENTRY, BAD_SLICE, MISALIGNED -> true;
      case OK,
          BAD_ARGUMENT,
          BAD_INPUT_SIZE,
          OUTPUT_TOO_SMALL,
          BAD_DATA,
          NO_DEVICE,
          DEVICE_FAILED,
          SHUTTING_DOWN,
          EXPIRED,
          CANCELLED,
          BUSY,
          NOT_ALLOWED ->
          false;
    };
  }
}
