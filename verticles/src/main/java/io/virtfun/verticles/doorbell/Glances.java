package io.virtfun.verticles.doorbell;

import io.virtfun.shm.linux.Processor;
import io.virtfun.verticles.bus.LoopTasks;

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

  /**
   * The same before the first time in a turn that the processor is handed over: whoever was just
   * answered, or waits for what was just taken, may be waiting for it.
   */
  private static final int FIRST_LOOKS = 2;

  private final ActiveLanes active;
  private final LoopTasks tasks;
  private int looksLeft;

  Glances(ActiveLanes active, LoopTasks tasks) {
    this.active = active;
    this.tasks = tasks;
  }

  /** A turn begins. */
  void begin() {
    looksLeft = FIRST_LOOKS;
  }

  /**
   * Calls have been answered. Where nothing is to be done next their guest can have the processor:
   * the kernel often wakes this thread on that of the guest that rings, where the guest then waits
   * to look for its answer.
   */
  void answered() {
    if (active.size() <= 1 && !active.isImminent() && !active.glance()) {
      Processor.yieldToWaiting();
    }
  }

  /** Glances until there is something to look at, or it is time to read the clock. */
  void glance() {
    int glances = Math.max(1, BETWEEN_READINGS / Math.max(1, active.size()));
    boolean quiet = isQuiet();
    for (int i = 1; i < glances && quiet; i++) {
      Thread.onSpinWait();
      quiet = isQuiet();
    }
    if (quiet && --looksLeft <= 0) {
      looksLeft = patience();
      // Whoever is to give us work may be waiting for this processor.
      Processor.yieldToWaiting();
    }
  }

  private boolean isQuiet() {
    return !active.glance() && !tasks.isAny();
  }

  private int patience() {
    return active.isImminent() ? PATIENT_LOOKS : 1;
  }
}
