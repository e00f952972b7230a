package io.virtfun.verticles.fair;

import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one priority: tenants that compete, with lanes that compete within each.
 *
 * <p><b>Units:</b> {@link System#nanoTime()}.
 */
final class PriorityClass<C> {
  private final Siblings<TenantFlow<C>> tenants = new Siblings<>();
  private int size;
  private long waitingSinceNanos;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  int running() {
    return tenants.running();
  }

  /** How long calls were queued with none started. */
  long waitedNanos(long nowNanos) {
    return nowNanos - waitingSinceNanos;
  }

  void add(LaneFlow<C> lane, Queued<C> queued, long nowNanos) {
    if (size == 0) {
      waitingSinceNanos = nowNanos;
    }
    size++;
    TenantFlow<C> tenant = lane.tenant();
    tenant.countQueued(1);
    if (lane.head() == null) {
      if (tenant.lanes().isEmpty()) {
        tenants.enter(tenant);
      }
      tenant.lanes().enter(lane);
    }
    lane.append(queued);
  }

  /** Starts a call of the lane that is due; null when none is queued. */
  @Nullable Queued<C> start(long nowNanos) {
    if (size == 0) {
      return null;
    }
    TenantFlow<C> tenant = tenants.first();
    LaneFlow<C> lane = tenant.lanes().first();
    Queued<C> queued = lane.head();
    if (queued != null) {
      waitingSinceNanos = nowNanos;
      queued.start(tenant.weight());
      tenants.start(tenant, queued.estimateNanos());
      tenant.lanes().start(lane, queued.estimateNanos());
      leave(lane, queued);
    }
    return queued;
  }

  void leave(LaneFlow<C> lane, Queued<C> queued) {
    lane.unlink(queued);
    size--;
    TenantFlow<C> tenant = lane.tenant();
    tenant.countQueued(-1);
    if (lane.head() == null) {
      tenant.lanes().leave(lane);
      if (tenant.lanes().isEmpty()) {
        tenants.leave(tenant);
      }
    }
  }

  void end(LaneFlow<C> lane, Queued<C> queued, long measuredNanos) {
    long correction = measuredNanos - queued.estimateNanos();
    TenantFlow<C> tenant = lane.tenant();
    tenants.end(tenant, correction, queued.weight());
    tenant.lanes().end(lane, correction, LaneFlow.WEIGHT);
  }
}
