package io.virtfun.verticles.lane;

import io.virtfun.verticles.bus.Call;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight by correlation id: chains of slots, by a hash with a secret factor, so that a
 * guest that chooses its ids cannot make chains long. Ids that are given twice share a chain.
 *
 * <p>O(1) per operation, expected. <b>Thread:</b> the lane's.
 */
final class CallIndex {
  private static final int NONE = -1;
  private static final SecureRandom SECRETS = new SecureRandom();

  private final @Nullable Call[] table;
  private final long factor = SECRETS.nextLong() | 1;
  private final int shift;
  private final int[] first;
  private final int[] next;
  private final int[] previous;

  CallIndex(@Nullable Call[] table) {
    this.table = table;
    this.shift = Long.numberOfLeadingZeros(table.length - 1);
    this.first = new int[1 << (Long.SIZE - shift)];
    this.next = new int[table.length];
    this.previous = new int[table.length];
    Arrays.fill(first, NONE);
  }

  void add(Call call) {
    int slot = call.slot();
    int chain = chain(call.correlationId());
    int follower = first[chain];
    next[slot] = follower;
    previous[slot] = NONE;
    if (follower != NONE) {
      previous[follower] = slot;
    }
    first[chain] = slot;
  }

  void remove(Call call) {
    int slot = call.slot();
    int before = previous[slot];
    int after = next[slot];
    if (before == NONE) {
      first[chain(call.correlationId())] = after;
    } else {
      next[before] = after;
    }
    if (after != NONE) {
      previous[after] = before;
    }
  }

  /** A call with an id; null: none. */
  @Nullable Call find(long correlationId) {
    for (int slot = first[chain(correlationId)]; slot != NONE; slot = next[slot]) {
      Call call = Objects.requireNonNull(table[slot]);
      if (call.correlationId() == correlationId) {
        return call;
      }
    }
    return null;
  }

  private int chain(long correlationId) {
    return (int) ((correlationId * factor) >>> shift);
  }
}
