package io.virtfun.guest;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight on one lane, by correlation id: a slot's index below, its generation above,
 * so that an id that was answered once matches nothing afterwards.
 *
 * <p><b>Thread:</b> the lane's event loop.
 */
final class SlotTable {
  private final @Nullable PendingCall[] calls;
  private final int[] generations;
  private final int[] freeSlots;
  private int freeCount;

  SlotTable(int capacity) {
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
    return (long) generations[slot] << 32 | slot;
  }

  /** Ends the call with an id and frees its slot; null when no such call is in flight. */
  @Nullable PendingCall end(long correlationId) {
    int slot = (int) correlationId;
    if (slot < 0 || slot >= calls.length || generations[slot] != (int) (correlationId >>> 32)) {
      return null;
    }
    PendingCall call = calls[slot];
    if (call != null) {
      free(slot);
    }
    return call;
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
