package io.virtfun.guest;

import java.time.Duration;

/**
 * Where a call's time went and who ran it.
 *
 * @param queued on the host, from its taking the call to the start at the device
 * @param ran at the device
 * @param roundTrip in the guest, from handing the call to a lane to taking its completion
 * @param device name of the device; empty where none was involved
 * @param lane index of the lane it went through
 */
public record Receipt(Duration queued, Duration ran, Duration roundTrip, String device, int lane) {
  /** What is left of the round trip: both ways between guest and broker. */
  public Duration transport() {
    Duration rest = roundTrip.minus(queued).minus(ran);
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
