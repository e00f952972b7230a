package io.virtfun.verticles.bus;

import io.virtfun.verticles.fair.LaneShare;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a device's calls come from: one lane of one tenant.
 *
 * <p><b>Thread:</b> immutable, but for the share, which is the device's.
 */
public final class Origin {
  private final Object tenant;
  private final IntSupplier weight;
  private @Nullable LaneShare<Call> share;

  /**
   * A lane that the device knows nothing of.
   *
   * @param tenant whose lane it is, the same object for all of its lanes
   * @param weight how much of a device's time the tenant is to have, beside others; asked on any
   *     thread
   */
  public Origin(Object tenant, IntSupplier weight) {
    this.tenant = tenant;
    this.weight = weight;
  }

  /** Whose lane it is. */
  public Object tenant() {
    return tenant;
  }

  /** How much of a device's time the tenant is to have now, beside others. */
  public int weight() {
    return weight.getAsInt();
  }

  /** The lane's share of the device, if it has got one. <b>Thread:</b> the device's. */
  public @Nullable LaneShare<Call> share() {
    return share;
  }

  /** Notes the lane's share of the device. <b>Thread:</b> the device's. */
  public void share(LaneShare<Call> of) {
    share = of;
  }
}
