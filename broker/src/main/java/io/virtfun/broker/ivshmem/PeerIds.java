package io.virtfun.broker.ivshmem;

import io.virtfun.shm.Ivshmem;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The peer ids of one tenant; id 0 is the host's.
 *
 * <p><b>Thread:</b> one owner.
 */
final class PeerIds {
  private final BitSet taken = new BitSet();
  private final int most;

  PeerIds(int mostGuests) {
    most = Math.min(mostGuests, Ivshmem.MAX_PEER_ID);
    taken.set(Ivshmem.HOST_PEER_ID);
  }

  /** The lowest free id; none when all guests that may attach have one. */
  OptionalInt take() {
    int id = taken.nextClearBit(0);
    if (id > most) {
      return OptionalInt.empty();
    }
    taken.set(id);
    return OptionalInt.of(id);
  }

  void free(int id) {
    taken.clear(id);
  }

  int inUse() {
    return taken.cardinality() - 1;
  }
}
