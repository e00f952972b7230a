package io.virtfun.verticles.doorbell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The lanes of one tenant that are looked at on one event loop, and how much of its time they may
 * take now.
 *
 * <p>Time is what it takes to serve a call, and to run it where it runs here. At each look the
 * tenant may take a quantum, in proportion to its weight, and is charged what it took; what is left
 * is not saved, what was too much it has to wait for (deficit round robin).
 *
 * <p><b>Thread:</b> the event loop.
 */
final class LoopShare {
  /** What the heaviest tenant may take in one look beside others. */
  private static final long QUANTUM_NANOS = 10_000;

  /** What a tenant may take in one look while there is no other. */
  private static final long ALONE_NANOS = 100_000;

  /** To take, send and answer a call, about. */
  private static final long SERVING_NANOS = 300;

  /** Calls that a lane may have taken at a time while its guest goes on beside. */
  private static final int MOST_CALLS = 64;

  /** The same while others go on beside; a guest that sleeps meanwhile is woken once for all. */
  private static final int MOST_CALLS_OF_MANY = 256;

  /** So many lanes that some of them have calls while the guests of others sleep. */
  private static final int MANY_LANES = 4;

  private final IntSupplier weight;
  private final List<LaneServer> lanes = new ArrayList<>();
  private int first;
  private long allowanceNanos;

  LoopShare(IntSupplier weight) {
    this.weight = weight;
  }

  int weight() {
    return weight.getAsInt();
  }

  /** The lanes that are looked at. */
  List<LaneServer> lanes() {
    return lanes;
  }

  /** Grants the time of one look beside others; false where the tenant still owes some. */
  boolean grant(int heaviest) {
    allowanceNanos = Math.min(allowanceNanos, 0) + Math.max(1, QUANTUM_NANOS * weight() / heaviest);
    return mayTake();
  }

  /** Grants the time of one look while there is no other tenant. */
  boolean grantAlone() {
    allowanceNanos = ALONE_NANOS;
    return true;
  }

  /** Whether some of the granted time is left. */
  boolean mayTake() {
    return allowanceNanos > 0;
  }

  /** The lane to look at next. */
  LaneServer next() {
    if (first >= lanes.size()) {
      first = 0;
    }
    return lanes.get(first++);
  }

  /** How many calls a lane may have taken now, at least one. */
  int calls(LaneServer lane) {
    long each = SERVING_NANOS + lane.ranHereNanos();
    int most = lanes.size() < MANY_LANES ? MOST_CALLS : MOST_CALLS_OF_MANY;
    return Math.clamp(allowanceNanos / each, 1, most);
  }

  /** Calls were taken. */
  void took(int calls) {
    allowanceNanos -= calls * SERVING_NANOS;
  }

  /** A call ran on the event loop. */
  void ranHere(long nanos) {
    allowanceNanos -= nanos;
  }
}
