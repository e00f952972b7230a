package io.virtfun.verticles.doorbell;

import io.netty.channel.SingleThreadEventLoop;
import io.virtfun.shm.linux.Processor;

/**
 * How an event loop passes the time between two looks that may be in vain.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Glances {
  /** Glances at one lane between two readings of the clock, which costs as much as some glances. */
  private static final int BETWEEN_READINGS = 16;

  /** Vain looks, of some hundred nanoseconds each, while a call is due at any moment. */
  private static final int PATIENT_LOOKS = 32;

  private final ActiveLanes active;
  private final SingleThreadEventLoop loop;
  private int vainLooks;

  Glances(ActiveLanes active, SingleThreadEventLoop loop) {
    this.active = active;
    this.loop = loop;
  }

  /** A turn begins. */
  void begin() {
    vainLooks = 0;
  }

  /** Glances until there is something to look at, or it is time to read the clock. */
  void glance() {
    int glances = Math.max(1, BETWEEN_READINGS / Math.max(1, active.size()));
    boolean quiet = isQuiet();
    for (int i = 1; i < glances && quiet; i++) {
      Thread.onSpinWait();
      quiet = isQuiet();
    }
    if (quiet && ++vainLooks >= patience()) {
      vainLooks = 0;
      // Whoever is to give us work may be waiting for this processor.
      Processor.yieldToWaiting();
    }
  }

  private boolean isQuiet() {
    return !active.glance() && loop.pendingTasks() == 0;
  }

  private int patience() {
    return active.isImminent() ? PATIENT_LOOKS : 1;
  }
}
