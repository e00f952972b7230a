package io.virtfun.verticles.lane;

import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallQueue;
import io.virtfun.verticles.bus.Origin;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.routing.DeviceRoute;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a lane has at one device: the calls it may still send there and those that wait for credit.
 *
 * <p>Each priority has a window of its own, so that no urgent call waits for others.
 *
 * <p><b>Thread:</b> the lane's.
 */
final class Link {
  private static final int PRIORITIES = FairQueue.MOST_PRIORITY + 1;

  private final DeviceRoute device;
  private final Origin origin;
  private final CallQueue[] waiting = new CallQueue[PRIORITIES];
  private final int[] credits = new int[PRIORITIES];
  private int load;

  Link(DeviceRoute device, Gate gate) {
    this.device = device;
    Tenant tenant = gate.tenant();
    this.origin = new Origin(tenant, () -> tenant.limits().weight());
    Arrays.setAll(waiting, _ -> new CallQueue());
    Arrays.fill(credits, device.window());
  }

  DeviceRoute device() {
    return device;
  }

  /** Where the device sees calls come from. */
  Origin origin() {
    return origin;
  }

  /** Calls at the device and waiting for it. */
  int load() {
    return load;
  }

  /** Takes a credit for the call, or makes it wait; true when it may go. */
  boolean admit(Call call) {
    load++;
    int priority = call.priority();
    if (credits[priority] == 0) {
      waiting[priority].add(call);
      return false;
    }
    credits[priority]--;
    return true;
  }

  /** Takes the credit of a call that came back; the call that may go instead, or null. */
  @Nullable Call returned(Call ended) {
    load--;
    int priority = ended.priority();
    Call call = waiting[priority].poll();
    if (call == null) {
      credits[priority]++;
    }
    return call;
  }

  /** Some call that waits, which then waits no more; null: none. */
  @Nullable Call takeWaiting() {
    for (CallQueue queue : waiting) {
      Call call = queue.poll();
      if (call != null) {
        load--;
        return call;
      }
    }
    return null;
  }

  /** Has a call wait no more; false where it does not wait. */
  boolean remove(Call call) {
    boolean waited = waiting[call.priority()].remove(call);
    if (waited) {
      load--;
    }
    return waited;
  }
}
