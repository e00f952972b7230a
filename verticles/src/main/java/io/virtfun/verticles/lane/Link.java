package io.virtfun.verticles.lane;

import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallQueue;
import io.virtfun.verticles.routing.DeviceRoute;
import org.jspecify.annotations.Nullable;

/**
 * What a lane has at one device: the calls it may still send there and those that wait for credit.
 *
 * <p><b>Thread:</b> the lane's.
 */
final class Link {
  private final DeviceRoute device;
  private final CallQueue waiting = new CallQueue();
  private int credits;

  Link(DeviceRoute device) {
    this.device = device;
    this.credits = device.window();
  }

  DeviceRoute device() {
    return device;
  }

  /** Calls at the device and waiting for it. */
  int load() {
    return device.window() - credits + waiting.size();
  }

  /** Takes a credit for the call, or makes it wait; true when it may go. */
  boolean admit(Call call) {
    if (credits == 0) {
      waiting.add(call);
      return false;
    }
    credits--;
    return true;
  }

  /** Takes a returned credit; the call that may go instead, or null. */
  @Nullable Call returned() {
    Call call = waiting.poll();
    if (call == null) {
      credits++;
    }
    return call;
  }

  /** Has a call wait no more; false where it does not wait. */
  boolean remove(Call call) {
    return waiting.remove(call);
  }
}
