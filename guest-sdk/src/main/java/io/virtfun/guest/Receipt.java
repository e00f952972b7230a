package io.virtfun.guest;

import io.virtfun.shm.Why;
import java.time.Duration;

/**
 * Where a call's time went and who ran it.
 *
 * @param queuedNanos on the host, from its taking the call to the start at the device
 * @param ranNanos at the device
 * @param roundTripNanos in the guest, from handing the call to a lane to taking its completion
 * @param device name of the device; empty where none was involved
 * @param lane index of the lane it went through
 * @param deviceCycles of the device's own clock, as it says; 0 where it does not count them
 * @param why why it ran on that device
 * @param attempts devices that had the call before and failed it
 */
public record Receipt(
    long queuedNanos,
    long ranNanos,
    long roundTripNanos,
    String device,
    int lane,
    long deviceCycles,
    Why why,
    int attempts) {
  /** On the host, from its taking the call to the start at the device. */
  public Duration queued() {
    return Duration.ofNanos(queuedNanos);
  }

  /** At the device. */
  public Duration ran() {
    return Duration.ofNanos(ranNanos);
  }

  /** In the guest, from handing the call to a lane to taking its completion. */
  public Duration roundTrip() {
    return Duration.ofNanos(roundTripNanos);
  }

  /** What is left of the round trip: both ways between guest and broker. */
  public Duration transport() {
    return Duration.ofNanos(Math.max(0, roundTripNanos - queuedNanos - ranNanos));
  }
}
