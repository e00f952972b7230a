package io.virtfun.broker.ivshmem;

import io.virtfun.shm.Ivshmem;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The peer ids of one tenant; id 0 is the host's.
 *
 * <p><b>Thread:</b> one owner, where not said otherwise.
 */
final class PeerIds {
  private final BitSet taken = new BitSet();
  private volatile int inUse;

  PeerIds() {
    taken.set(Ivshmem.HOST_PEER_ID);
  }

  /** The lowest free id; none when all that the protocol has are taken. */
  OptionalInt take() {
    int id = taken.nextClearBit(0);
    if (id > Ivshmem.MAX_PEER_ID) {
      return OptionalInt.empty();
    }
    taken.set(id);
    inUse = taken.cardinality() - 1;
    return OptionalInt.of(id);
  }

  void free(int id) {
    taken.clear(id);
    inUse = taken.cardinality() - 1;
  }

  /** How many are taken. <b>Thread:</b> any. */
  int inUse() {
    return inUse;
  }
}
