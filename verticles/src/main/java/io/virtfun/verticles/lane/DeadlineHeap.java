package io.virtfun.verticles.lane;

import io.virtfun.verticles.bus.Call;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight that may expire, soonest first: a binary heap of slots, which knows where in
 * it each slot is.
 *
 * <p>O(log n) per operation. <b>Thread:</b> the lane's.
 */
final class DeadlineHeap {
  private static final int NOWHERE = -1;

  private final @Nullable Call[] table;
  private final int[] heap;
  private final int[] placeOf;
  private int size;

  DeadlineHeap(@Nullable Call[] table) {
    this.table = table;
    this.heap = new int[table.length];
    this.placeOf = new int[table.length];
    Arrays.fill(placeOf, NOWHERE);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The call that expires first; there must be one. */
  Call first() {
    return at(0);
  }

  void add(Call call) {
    put(size, call.slot());
    size++;
    rise(size - 1);
  }

  /** Idempotent. */
  void remove(Call call) {
    int place = placeOf[call.slot()];
    if (place == NOWHERE) {
      return;
    }
    placeOf[call.slot()] = NOWHERE;
    size--;
    if (place < size) {
      put(place, heap[size]);
      rise(place);
      sink(place);
    }
  }

  private void rise(int from) {
    int place = from;
    while (place > 0 && isSooner(place, (place - 1) / 2)) {
      swap(place, (place - 1) / 2);
      place = (place - 1) / 2;
    }
  }

  private void sink(int from) {
    int place = from;
    int sooner = soonerChild(place);
    while (sooner < size && isSooner(sooner, place)) {
      swap(sooner, place);
      place = sooner;
      sooner = soonerChild(place);
    }
  }

  private int soonerChild(int place) {
    int left = 2 * place + 1;
    return left + 1 < size && isSooner(left + 1, left) ? left + 1 : left;
  }

  private boolean isSooner(int place, int than) {
    return at(place).deadlineNanos() - at(than).deadlineNanos() < 0;
  }

  private Call at(int place) {
    return Objects.requireNonNull(table[heap[place]]);
  }

  private void swap(int a, int b) {
    int slot = heap[a];
    put(a, heap[b]);
    put(b, slot);
  }

  private void put(int place, int slot) {
    heap[place] = slot;
    placeOf[slot] = place;
  }
}
