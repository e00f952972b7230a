package io.virtfun.verticles.fair;

import org.jspecify.annotations.Nullable;

/**
 * A call's place in a queue, and in the accounts while it runs; free again when it was removed or
 * has ended.
 *
 * <p><b>Thread:</b> the queue's while it is queued or runs. <b>Ownership:</b> whoever made it; a
 * queue refers to it only while it is queued.
 */
public final class Queued<C> {
  private final C call;

  // Owned by the queue; links by LaneFlow.
  @Nullable Queued<C> previous;
  @Nullable Queued<C> next;
  private @Nullable LaneFlow<C> flow;
  private long estimateNanos;
  private int weight;

  /** A free place. */
  public Queued(C call) {
    this.call = call;
  }

  /** What is to run. */
  public C call() {
    return call;
  }

  /** Whether it was added, and neither started nor removed. */
  public boolean isQueued() {
    return flow != null && weight == 0;
  }

  /** Whether it was started and has not ended. */
  public boolean isRunning() {
    return weight != 0;
  }

  void join(LaneFlow<C> lane, long estimate) {
    flow = lane;
    estimateNanos = estimate;
  }

  void start(int tenantWeight) {
    weight = tenantWeight;
  }

  void free() {
    flow = null;
    weight = 0;
  }

  /** Where it is queued or runs, or null. */
  @Nullable LaneFlow<C> flow() {
    return flow;
  }

  long estimateNanos() {
    return estimateNanos;
  }

  /** The tenant's weight when the call started; 0 when it does not run. */
  int weight() {
    return weight;
  }
}
