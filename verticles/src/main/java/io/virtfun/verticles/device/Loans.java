package io.virtfun.verticles.device;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.virtfun.verticles.schedule.DeviceSchedule;
import java.util.ArrayDeque;

/**
 * Slots of a device that something else than a call of its own uses: a check, or the verification
 * of another device's call. They are lent before calls that wait get one, and are as few as there
 * are slots of the devices that borrow.
 *
 * <p><b>Thread:</b> the device's event loop.
 */
final class Loans {
  private final DeviceSchedule schedule;
  private final Runnable onReturn;
  private final ArrayDeque<Promise<Void>> waiting = new ArrayDeque<>();
  private final Promise<Void> closing = Promise.promise();
  private boolean closed;
  private int out;
  private int hanging;

  /**
   * Of one device.
   *
   * @param onReturn run when a slot may be free for a call
   */
  Loans(DeviceSchedule schedule, Runnable onReturn) {
    this.schedule = schedule;
    this.onReturn = onReturn;
  }

  /** Completes when a slot is the caller's; fails where the device closes. */
  Future<Void> borrow() {
    if (closed) {
      return Future.failedFuture("the device is closed");
    }
    Promise<Void> promise = Promise.promise();
    waiting.add(promise);
    lend();
    return promise.future();
  }

  /** Has a borrower wait no more: what it was promised fails, unless it has the slot. */
  void withdraw(Future<Void> borrowed) {
    for (Promise<Void> promise : waiting) {
      if (promise.future().equals(borrowed)) {
        waiting.remove(promise);
        promise.fail("no slot is free");
        return;
      }
    }
  }

  /** What uses a slot does not end. */
  void hangs() {
    hanging++;
  }

  /** Gives back a slot whose use hung. */
  void ended() {
    hanging--;
    giveBack();
  }

  /** Whether what uses a slot does not end. */
  boolean hang() {
    return hanging > 0;
  }

  /** Whether slots are lent or asked for; then no call may start ahead of a free one. */
  boolean areAskedFor() {
    return out > 0 || !waiting.isEmpty();
  }

  /** Lends slots that are free. */
  void lend() {
    while (!waiting.isEmpty() && schedule.reserve()) {
      out++;
      waiting.remove().complete();
    }
  }

  /** Gives a slot back. */
  void giveBack() {
    out--;
    schedule.release();
    completeIfBack();
    onReturn.run();
  }

  /** Lends no more; completes when all slots are back. */
  Future<Void> close() {
    closed = true;
    while (!waiting.isEmpty()) {
      waiting.remove().fail("the device is closed");
    }
    completeIfBack();
    return closing.future();
  }

  private void completeIfBack() {
    if (closed && out == 0) {
      closing.tryComplete();
    }
  }
}
