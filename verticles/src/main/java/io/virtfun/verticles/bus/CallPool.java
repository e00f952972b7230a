package io.virtfun.verticles.bus;

import java.util.ArrayDeque;

/**
 * Calls for reuse by the lanes of one event loop, the one that ended last first: however many lanes
 * there are, those that the loop works on at a time are few and stay in its processor's caches.
 *
 * <p><b>Thread:</b> the event loop.
 */
public final class CallPool {
  /** Some four megabytes. */
  private static final int CAPACITY = 1 << 14;

  private final int doorbell;
  private final ArrayDeque<Call> free = new ArrayDeque<>(CAPACITY);

  /** None yet, of lanes that the doorbell verticle with a number serves. */
  public CallPool(int doorbell) {
    this.doorbell = doorbell;
  }

  /** A call for a free slot of a lane's in-flight table. */
  public Call take(Object owner, int slot) {
    Call call = free.pollLast();
    if (call == null) {
      return new Call(owner, slot, doorbell);
    }
    call.lend(owner, slot);
    return call;
  }

  /**
   * Takes back a call that has ended, of which nobody knows any more. <b>Errors:</b> {@link
   * IllegalStateException} where it is here.
   */
  public void give(Call call) {
    if (!call.isInFlight()) {
      throw new IllegalStateException("the call is free");
    }
    call.clear();
    if (free.size() < CAPACITY) {
      free.addLast(call);
    }
  }
}
