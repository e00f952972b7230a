package io.virtfun.verticles.bus;

import io.virtfun.shm.Why;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which device is to run a call, why, and which ones failed it before.
 *
 * <p><b>Thread:</b> the lane's; the device that has the call reads.
 */
public final class Assignment {
  private int function;
  private int device;
  private Why why = Why.UNKNOWN;
  private @Nullable Origin origin;
  private int failedAt;
  private int failedAtBefore;
  private int moves;

  Assignment() {}

  void begin() {
    failedAt = 0;
    failedAtBefore = 0;
    moves = 0;
  }

  /** Keeps nothing of the tenant. */
  void end() {
    device = 0;
    origin = null;
  }

  void to(int functionId, int deviceNumber, Origin from) {
    function = functionId;
    device = deviceNumber;
    origin = from;
  }

  /** Says why the device is to run the call. */
  public void why(Why reason) {
    why = reason;
  }

  void again(int deviceNumber, Origin from) {
    failedAtBefore = failedAt;
    failedAt = device;
    device = deviceNumber;
    origin = from;
    why = Why.RETRY;
  }

  void instead(int deviceNumber, Origin from) {
    moves++;
    device = deviceNumber;
    origin = from;
    if (why != Why.ASKED_FOR) {
      why = Why.OTHERS_QUARANTINED;
    }
  }

  /** How often the call was sent elsewhere by a device that did not begin it. */
  public int moves() {
    return moves;
  }

  /** Number of the function. */
  public int function() {
    return function;
  }

  /** Number of the device. */
  public int device() {
    return device;
  }

  /** Why that device is to run the call. */
  public Why why() {
    return why;
  }

  /** Where the device sees the call come from. */
  public Origin origin() {
    return Objects.requireNonNull(origin, "assigned to no device");
  }

  /** Devices that had the call before this one and failed it. */
  public int attempts() {
    return failedAt == 0 ? 0 : failedAtBefore == 0 ? 1 : 2;
  }

  /** Whether the device with a number has the call or has failed it. */
  public boolean hasHad(int deviceNumber) {
    return deviceNumber == device || deviceNumber == failedAt || deviceNumber == failedAtBefore;
  }
}
