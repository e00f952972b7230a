package io.virtfun.verticles.bus;

import org.jspecify.annotations.Nullable;

/**
 * Calls in order of arrival, linked through themselves; a call is in one queue at a time.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class CallQueue {
  private @Nullable Call head;
  private @Nullable Call tail;
  private int size;

  /** Appends a call. */
  public void add(Call call) {
    call.queue = this;
    call.next = null;
    call.previous = tail;
    if (tail == null) {
      head = call;
    } else {
      tail.next = call;
    }
    tail = call;
    size++;
  }

  /** Removes the first call; null when there is none. */
  public @Nullable Call poll() {
    Call first = head;
    if (first != null) {
      unlink(first);
    }
    return first;
  }

  /** Removes a call from wherever it waits; false where it is not in this queue. */
  public boolean remove(Call call) {
    if (!holds(call)) {
      return false;
    }
    unlink(call);
    return true;
  }

  /**
   * Whether a call waits here. Also of a call whose owner is another thread, which a stale message
   * names: no other thread ever writes this queue into a call.
   */
  public boolean holds(Call call) {
    return call.queue == this;
  }

  private void unlink(Call call) {
    Call before = call.previous;
    Call after = call.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    call.next = null;
    call.previous = null;
    call.queue = null;
    size--;
  }

  /** How many calls wait. */
  public int size() {
    return size;
  }

  /** Whether none waits. */
  public boolean isEmpty() {
    return head == null;
  }
}
