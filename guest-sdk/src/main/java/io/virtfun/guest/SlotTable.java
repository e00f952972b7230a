package io.virtfun.guest;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight on one lane, by correlation id: from below, a slot's index, the lane's, and
 * the slot's generation, so that an id that was answered once matches nothing afterwards.
 *
 * <p><b>Thread:</b> the lane's event loop.
 */
final class SlotTable {
  private static final int LANE_SHIFT = 16;
  private static final int SLOT_MASK = (1 << LANE_SHIFT) - 1;
  private static final int GENERATION_SHIFT = 32;

  private final int lane;
  private final @Nullable PendingCall[] calls;
  private final int[] generations;
  private final int[] freeSlots;
  private int freeCount;

  SlotTable(int lane, int capacity) {
    this.lane = lane;
    calls = new PendingCall[capacity];
    generations = new int[capacity];
    freeSlots = new int[capacity];
    Arrays.setAll(freeSlots, i -> capacity - 1 - i);
    freeCount = capacity;
  }

  /** Takes a slot; there must be one. The answer is the correlation id. */
  long claim(PendingCall call) {
    if (freeCount == 0) {
      throw new IllegalStateException("slots: all " + calls.length + " taken");
    }
    int slot = freeSlots[--freeCount];
    calls[slot] = call;
    return (long) generations[slot] << GENERATION_SHIFT | (long) lane << LANE_SHIFT | slot;
  }

  /** Ends the call with an id and frees its slot; null when no such call is in flight. */
  @Nullable PendingCall end(long correlationId) {
    PendingCall call = find(correlationId);
    if (call != null) {
      free((int) correlationId & SLOT_MASK);
    }
    return call;
  }

  /** The call with an id; null when no such call is in flight. */
  @Nullable PendingCall find(long correlationId) {
    int slot = (int) correlationId & SLOT_MASK;
    boolean known =
        slot < calls.length
            && laneOf(correlationId) == lane
            && generations[slot] == (int) (correlationId >>> GENERATION_SHIFT);
    return known ? calls[slot] : null;
  }

  /** Cancels the call with an id, if it is in flight. */
  void cancel(long correlationId) {
    PendingCall call = find(correlationId);
    if (call != null) {
      call.cancel();
    }
  }

  /** Index of the lane that a correlation id belongs to. */
  static int laneOf(long correlationId) {
    return (int) correlationId >>> LANE_SHIFT;
  }

  private void free(int slot) {
    calls[slot] = null;
    generations[slot]++;
    freeSlots[freeCount++] = slot;
  }

  /** Ends all calls. */
  void endAll(Consumer<PendingCall> each) {
    for (int slot = 0; slot < calls.length; slot++) {
      PendingCall call = calls[slot];
      if (call != null) {
        free(slot);
        each.accept(call);
      }
    }
  }

  /** Calls in flight. */
  int size() {
    return calls.length - freeCount;
  }
}
