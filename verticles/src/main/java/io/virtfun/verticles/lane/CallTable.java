package io.virtfun.verticles.lane;

import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lane's in-flight table: its slots, and the calls in them by id and by deadline.
 *
 * <p>By id calls are known from the first cancel entry on, by deadline those alone that have one:
 * lanes without either pay for neither. <b>Thread:</b> the lane's.
 */
final class CallTable {
  private final Object owner;
  private final CallPool pool;
  private final @Nullable Call[] slots;
  private final int[] free;
  private int freeCount;
  private @Nullable CallIndex index;
  private @Nullable DeadlineHeap deadlines;

  CallTable(Lane.Place place, int capacity) {
    owner = place.owner();
    pool = place.pool();
    slots = new Call[capacity];
    free = new int[capacity];
    Arrays.setAll(free, slot -> slot);
    freeCount = capacity;
  }

  /** A free slot, which there must be; {@link #enter} follows when it has been filled. */
  Call take() {
    int slot = free[freeCount - 1];
    // First: there may be no memory for it.
    Call call = pool.take(owner, slot);
    freeCount--;
    slots[slot] = call;
    return call;
  }

  /** Makes a call that has begun known. */
  void enter(Call call) {
    if (index != null) {
      index.add(call);
    }
    if (call.mayExpire()) {
      if (deadlines == null) {
        deadlines = new DeadlineHeap(slots);
      }
      deadlines.add(call);
    }
  }

  /** Frees the slot of a call that has ended, of which nobody knows any more. */
  void free(Call call) {
    drop(call);
    pool.give(call);
  }

  /** Frees the slot of a call that somebody may still know of: it is lent to nobody again. */
  void drop(Call call) {
    if (slots[call.slot()] != call) {
      throw new IllegalStateException("the call is not in its slot " + call.slot());
    }
    if (index != null) {
      index.remove(call);
    }
    if (deadlines != null && call.mayExpire()) {
      deadlines.remove(call);
    }
    slots[call.slot()] = null;
    free[freeCount++] = call.slot();
  }

  /** The call in flight with an id; null: none. */
  @Nullable Call find(long correlationId) {
    CallIndex known = index;
    if (known == null) {
      known = new CallIndex(slots);
      index = known;
      addAll(known);
    }
    return known.find(correlationId);
  }

  private void addAll(CallIndex to) {
    for (Call call : slots) {
      if (call != null) {
        to.add(call);
      }
    }
  }

  /** The call that expires first; null: none. */
  @Nullable Call firstToExpire() {
    return deadlines == null || deadlines.isEmpty() ? null : deadlines.first();
  }

  /** Takes a call out of {@link #firstToExpire()}, of whose expiry everybody has been told. */
  void expired(Call call) {
    Objects.requireNonNull(deadlines).remove(call);
  }

  /** All slots; null: a free one. */
  @Nullable Call[] slots() {
    return slots;
  }

  /** Calls in flight. */
  int size() {
    return slots.length - freeCount;
  }
}
