package io.virtfun.verticles.fair;

import java.util.List;

/**
 * A lane's share of its tenant's share; as heavy as every other lane of the tenant.
 *
 * <p><b>Thread:</b> the queue's.
 */
public final class LaneShare<C> {
  private final TenantShare<C> tenant;
  private final List<LaneFlow<C>> flows;

  LaneShare(TenantShare<C> tenant, List<TenantFlow<C>> flows) {
    this.tenant = tenant;
    this.flows = flows.stream().map(LaneFlow::new).toList();
  }

  /** Whose lane it is. */
  public TenantShare<C> tenant() {
    return tenant;
  }

  LaneFlow<C> flow(int priority) {
    return flows.get(priority);
  }
}
