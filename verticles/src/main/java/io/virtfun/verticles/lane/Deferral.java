package io.virtfun.verticles.lane;

import io.virtfun.verticles.admission.Gate;

/**
 * What the next entry of a lane waits for, as of the last poll.
 *
 * <p><b>Thread:</b> the lane's. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class Deferral {
  private boolean deferred;
  private boolean untilSlot;
  private long untilNanos;

  Deferral() {}

  void none() {
    deferred = false;
  }

  void as(Gate gate, long nowNanos) {
    deferred = true;
    untilSlot = gate.waitsForSlot();
    untilNanos = nowNanos + gate.waitNanos();
  }

  /** Whether a limit of the tenant holds it up. */
  public boolean isDeferred() {
    return deferred;
  }

  /** Whether it waits until a call of the tenant ends, in any lane. */
  public boolean isUntilSlot() {
    return untilSlot;
  }

  /** When it pays to poll again, where not {@link #isUntilSlot()}. */
  public long untilNanos() {
    return untilNanos;
  }
}
