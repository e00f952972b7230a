package io.virtfun.verticles.fair;

import java.util.List;
import java.util.stream.Stream;

/**
 * A tenant's share of a device, divided equally among its lanes.
 *
 * <p>There is nothing to close: a queue refers to shares with queued calls only.
 *
 * <p><b>Thread:</b> the queue's.
 */
public final class TenantShare<C> {
  /** Weights are from 1 to this. */
  public static final int MOST_WEIGHT = 1000;

  private final FairQueue<C> queue;
  private final List<TenantFlow<C>> flows;

  TenantShare(FairQueue<C> queue, Stream<PriorityClass<C>> classes, int weight) {
    check(weight);
    this.queue = queue;
    this.flows = classes.map(home -> new TenantFlow<>(home, weight)).toList();
  }

  /** A share for another lane. */
  public LaneShare<C> lane() {
    return new LaneShare<>(this, flows);
  }

  /** Changes the weight for calls that start from now on, also for those that are queued. */
  public void weight(int weight) {
    check(weight);
    flows.forEach(flow -> flow.weight(weight));
  }

  /** The weight for calls that start now. */
  public int weight() {
    return flows.getFirst().weight();
  }

  /** Calls that wait. */
  public int queued() {
    int sum = 0;
    for (TenantFlow<C> flow : flows) {
      sum += flow.queued();
    }
    return sum;
  }

  /** Calls that were started and have not ended. */
  public int running() {
    int sum = 0;
    for (TenantFlow<C> flow : flows) {
      sum += flow.running();
    }
    return sum;
  }

  FairQueue<C> queue() {
    return queue;
  }

  private static void check(int weight) {
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException(
          "weight: %d (expected: 1..%d)".formatted(weight, MOST_WEIGHT));
    }
  }
}
