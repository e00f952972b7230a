package io.virtfun.verticles.lane;

import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;

/**
 * Whether a lane is served, and what its guest is told of it.
 *
 * <p><b>Thread:</b> the lane's.
 */
final class Service {
  private final HostRegion region;
  private final int index;
  private boolean open = true;
  private QuarantineReason reason = QuarantineReason.NONE;
  private boolean mustRing;

  /** Of a lane that is open from now on. */
  Service(HostRegion region, int index) {
    this.region = region;
    this.index = index;
    region.setLaneState(index, LaneState.OPEN, QuarantineReason.NONE);
  }

  /** Whether the lane takes entries: neither closed nor quarantined. */
  boolean isOn() {
    return open && reason == QuarantineReason.NONE;
  }

  void close() {
    open = false;
  }

  /** Ends the service of a guest that broke a rule, who is told. */
  void quarantine(QuarantineReason why) {
    reason = why;
    region.setLaneState(index, LaneState.QUARANTINED, why);
    mustRing = true;
  }

  /** Which rule the guest broke, if any. */
  QuarantineReason reason() {
    return reason;
  }

  /** Whether the guest's doorbell is to be rung whether it asks or not, once. */
  boolean takeRing() {
    boolean ring = mustRing;
    mustRing = false;
    return ring;
  }
}
