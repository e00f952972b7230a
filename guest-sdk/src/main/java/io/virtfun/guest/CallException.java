package io.virtfun.guest;

import io.virtfun.shm.Status;
import java.io.Serial;
import java.time.Duration;

/**
 * A call, or what prepares one, did not go well. Each nested type is one reason.
 *
 * <p>The types named after a {@link Status} mean the same whether the host answered so or the SDK
 * found out before anything travelled.
 */
public abstract sealed class CallException extends VirtFunException {
  @Serial private static final long serialVersionUID = 1L;

  private CallException(String message, boolean retryable) {
    super(message, null, retryable);
  }

  private CallException(String message, Status status) {
    this(message, status.isRetryable());
  }

  /** No function has this name. */
  public static final class UnknownFunction extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    UnknownFunction(String message) {
      super(message, Status.UNKNOWN_FUNCTION);
    }
  }

  /** No device has this name, or none can be asked for. */
  public static final class UnknownDevice extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    UnknownDevice(String message) {
      super(message, false);
    }
  }

  /** The host found a field of the submission entry that must be zero and is not. */
  public static final class BadEntry extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BadEntry(String message) {
      super(message, Status.BAD_ENTRY);
    }
  }

  /** A slice leaves the arena, or input and output overlap. */
  public static final class BadSlice extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BadSlice(String message) {
      super(message, Status.BAD_SLICE);
    }
  }

  /** A slice is not aligned as the function needs. */
  public static final class Misaligned extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    Misaligned(String message) {
      super(message, Status.MISALIGNED);
    }
  }

  /** An argument is missing, unknown, of the wrong type or out of range. */
  public static final class BadArgument extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BadArgument(String message) {
      super(message, Status.BAD_ARGUMENT);
    }
  }

  /** The function does not admit an input of this size. */
  public static final class BadInputSize extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BadInputSize(String message) {
      super(message, Status.BAD_INPUT_SIZE);
    }
  }

  /** The output cannot hold the result. */
  public static final class OutputTooSmall extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    private final long neededBytes;

    OutputTooSmall(String message, long neededBytes) {
      super(message, Status.OUTPUT_TOO_SMALL);
      this.neededBytes = neededBytes;
    }

    /** How large the output must be, or 0 where nobody knows. */
    public long neededBytes() {
      return neededBytes;
    }
  }

  /** The function refuses the data: it is damaged, or not what the function reads. */
  public static final class BadData extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BadData(String message) {
      super(message, Status.BAD_DATA);
    }
  }

  /** No device implements the function now. */
  public static final class NoDevice extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    NoDevice(String message) {
      super(message, Status.NO_DEVICE);
    }
  }

  /** The device failed while it ran the call. */
  public static final class DeviceFailed extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    DeviceFailed(String message) {
      super(message, Status.DEVICE_FAILED);
    }
  }

  /** The broker ends what it has accepted and takes no more. */
  public static final class ShuttingDown extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    ShuttingDown(String message) {
      super(message, Status.SHUTTING_DOWN);
    }
  }

  /** The call's time to live has passed; it may have run. */
  public static final class Expired extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    Expired(String message) {
      super(message, Status.EXPIRED);
    }
  }

  /** The caller has cancelled the call; it may have run. */
  public static final class Cancelled extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    Cancelled(String message) {
      super(message, Status.CANCELLED);
    }
  }

  /** The tenant has reached one of its limits. */
  public static final class Busy extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    Busy(String message, Duration retryAfter) {
      super(message, Status.BUSY);
      this.retryAfter = retryAfter;
    }

    /** After how long another try may go well; zero where the host does not know. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The tenant may not call the function. */
  public static final class NotAllowed extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    NotAllowed(String message) {
      super(message, Status.NOT_ALLOWED);
    }
  }

  /** The host answered with a status that this version does not know. */
  public static final class UnknownStatus extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    private final int code;

    UnknownStatus(String message, int code) {
      super(message, false);
      this.code = code;
    }

    /** The status as it came. */
    public int code() {
      return code;
    }
  }

  /** The host's completion contradicts the call. */
  public static final class InvalidCompletion extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    InvalidCompletion(String message) {
      super(message, false);
    }
  }

  /** As many calls are in flight as the session takes; one that ends makes room. */
  public static final class LaneFull extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    LaneFull(String message) {
      super(message, true);
    }
  }

  /** The arena has no free block of this size. */
  public static final class ArenaFull extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    ArenaFull(String message, boolean everFits) {
      super(message, everFits);
    }
  }

  /**
   * The host stopped serving the lane; only a new session helps. What the call had of the arena is
   * lost to this session, since a device may still write there.
   */
  public static final class LaneQuarantined extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    LaneQuarantined(String message) {
      super(message, false);
    }
  }

  /** {@link Session#close()} was called. */
  public static final class SessionClosed extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    SessionClosed(String message) {
      super(message, false);
    }
  }

  /** The broker ended or cut the connection; a new session may go well. */
  public static final class BrokerGone extends CallException {
    @Serial private static final long serialVersionUID = 1L;

    BrokerGone(String message) {
      super(message, true);
    }
  }
}
