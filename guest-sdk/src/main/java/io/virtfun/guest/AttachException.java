package io.virtfun.guest;

import io.virtfun.shm.RegionException;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No session came about. Each nested type is one reason. */
public abstract sealed class AttachException extends VirtFunException {
  @Serial private static final long serialVersionUID = 1L;

  private AttachException(String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause, retryable);
  }

  /** The address is not one. */
  public static final class InvalidAddress extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    InvalidAddress(IllegalArgumentException cause) {
      super(String.valueOf(cause.getMessage()), cause, false);
    }
  }

  /** Vert.x does not run on epoll. */
  public static final class NoNativeTransport extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    NoNativeTransport(@Nullable Throwable cause) {
      super(
          "Vert.x transport: not epoll (expected: Vertx.vertx(VirtFun.vertxOptions()) on Linux"
              + (cause == null ? ")" : "; " + cause.getMessage() + ")"),
          cause,
          false);
    }
  }

  /** Nobody listens at the address. */
  public static final class BrokerNotRunning extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    BrokerNotRunning(AttachAddress address, Throwable cause) {
      super("attach to " + address + ": no broker listens there; start one first", cause, true);
    }

    /** Its region outlived it. */
    BrokerNotRunning(AttachAddress address) {
      super(
          "attach to "
              + address
              + ": the broker is gone; restart it, then this virtual machine or its device",
          null,
          false);
    }
  }

  /** No device of a broker is here. */
  public static final class DeviceAbsent extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    DeviceAbsent(AttachAddress address, String reason) {
      super("attach to " + address + ": " + reason, null, false);
    }
  }

  /** The device has no driver that gives it to programs, and this user may not reach it without. */
  public static final class DriverNotBound extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    DriverNotBound(AttachAddress address, String reason, Throwable cause) {
      super("attach to " + address + ": " + reason, cause, false);
    }
  }

  /** Another program has the device. */
  public static final class DeviceBusy extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    DeviceBusy(AttachAddress address, @Nullable Throwable cause) {
      super("attach to " + address + ": busy, another program has the device", cause, true);
    }
  }

  /** The device is not set up as a session needs it. */
  public static final class UnusableDevice extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    UnusableDevice(AttachAddress address, String reason) {
      super("attach to " + address + ": " + reason, null, false);
    }
  }

  /** This process may not open the address. */
  public static final class PermissionDenied extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    PermissionDenied(AttachAddress address, String expected, Throwable cause) {
      super(
          "attach to " + address + ": permission denied (expected: " + expected + ")",
          cause,
          false);
    }
  }

  /** The broker ended the connection instead of completing the attach. */
  public static final class Rejected extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    Rejected(AttachAddress address, Throwable cause) {
      this(address, "the broker closed the connection while attaching; see its log", cause);
    }

    Rejected(AttachAddress address, @Nullable String reason, Throwable cause) {
      super("attach to " + address + ": " + reason, cause, false);
    }
  }

  /** The attach was not complete in time. */
  public static final class TimedOut extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    TimedOut(AttachAddress address, Duration limit) {
      super(
          "attach to %s: not complete after %d ms".formatted(address, limit.toMillis()),
          null,
          true);
    }
  }

  /** What answers at the address does not speak the attach protocol. */
  public static final class ProtocolViolated extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    ProtocolViolated(AttachAddress address, Throwable cause) {
      super("attach to " + address + ": " + cause.getMessage(), cause, false);
    }
  }

  /** The region that came cannot be used; {@link #kind()} says why. */
  public static final class UnusableRegion extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    private final RegionException.Kind kind;

    UnusableRegion(AttachAddress address, RegionException cause) {
      super(
          "attach to " + address + ": " + cause.getMessage(),
          cause,
          cause.kind() == RegionException.Kind.NOT_READY);
      this.kind = cause.kind();
    }

    /** What is wrong with the region. */
    public RegionException.Kind kind() {
      return kind;
    }
  }

  /** The operating system refused something, for example another file descriptor. */
  public static final class SystemFailed extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    SystemFailed(AttachAddress address, Throwable cause) {
      super("attach to " + address + ": " + cause.getMessage(), cause, false);
    }

    SystemFailed(AttachAddress address, String reason) {
      super("attach to " + address + ": " + reason, null, false);
    }
  }

  /** The Vert.x instance or the verticle that was attaching is closed. */
  public static final class Cancelled extends AttachException {
    @Serial private static final long serialVersionUID = 1L;

    Cancelled(AttachAddress address) {
      super("attach to " + address + ": cancelled, Vert.x is closing", null, false);
    }
  }
}
