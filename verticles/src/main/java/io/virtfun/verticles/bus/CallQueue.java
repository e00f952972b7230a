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
    call.next(null);
    if (tail == null) {
      head = call;
    } else {
      tail.next(call);
    }
    tail = call;
    size++;
  }

  /** Removes the first call; null when there is none. */
  public @Nullable Call poll() {
    Call first = head;
    if (first != null) {
      head = first.next();
      if (head == null) {
        tail = null;
      }
      first.next(null);
      size--;
    }
    return first;
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
