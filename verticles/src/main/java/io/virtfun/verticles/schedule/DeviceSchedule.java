package io.virtfun.verticles.schedule;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Origin;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.fair.LaneShare;
import io.virtfun.verticles.fair.Queued;
import io.virtfun.verticles.fair.TenantShare;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the calls of one device start, while at most as many run as it has slots.
 *
 * <p>Tenants share the time of the slots by their weights, as {@link FairQueue} says; a call is
 * charged what its like took, and what it took itself once it has ended. What waits is bounded by
 * the lanes' windows.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class DeviceSchedule {
  /** So short that the way to the device and back takes a noticeable part of the slot's time. */
  private static final long SHORT_NANOS = 300_000;

  private final int slots;
  private final FairQueue<Call> queue;
  private final Costs costs = new Costs();

  /** Weakly: a tenant that the configuration has lost has no call left. */
  private final Map<Object, TenantShare<Call>> tenants = new WeakHashMap<>();

  private int running;

  /**
   * Of a device without calls.
   *
   * @param slots calls that may run at once
   */
  public DeviceSchedule(int slots, FairQueue.Settings settings) {
    this.slots = slots;
    this.queue = new FairQueue<>(settings);
  }

  /** Has a call wait for a slot. */
  public void add(Call call, long nowNanos) {
    queue.add(
        call.place(), share(call.origin()), call.priority(), costs.estimateNanos(call), nowNanos);
  }

  private LaneShare<Call> share(Origin origin) {
    int weight = origin.weight();
    LaneShare<Call> share = origin.share();
    if (share == null) {
      share = tenants.computeIfAbsent(origin.tenant(), _ -> queue.tenant(weight)).lane();
      origin.share(share);
    }
    TenantShare<Call> tenant = share.tenant();
    if (tenant.weight() != weight) {
      tenant.weight(weight);
    }
    return share;
  }

  /**
   * Starts the call whose turn it is; null where no slot is free or none waits.
   *
   * @param ahead how many calls may start beside those that have a slot, which each gets one as
   *     soon as a short call has ended
   */
  public @Nullable Call start(int ahead, long nowNanos) {
    if (running >= slots + ahead) {
      return null;
    }
    Queued<Call> next = queue.start(nowNanos);
    if (next == null) {
      return null;
    }
    running++;
    return next.call();
  }

  /** Takes a slot for something that is no call; false where none is free. */
  public boolean reserve() {
    if (running >= slots) {
      return false;
    }
    running++;
    return true;
  }

  /** Gives back a slot that was reserved. */
  public void release() {
    running--;
  }

  /** What calls of this function and size took here; 0 where none has ended. */
  public long knownNanos(Call call) {
    return costs.knownNanos(call);
  }

  /** Whether a call that starts is so short that another one may be made ready behind it. */
  public boolean isShort(Call call) {
    long estimate = costs.estimateNanos(call);
    return estimate > 0 && estimate <= SHORT_NANOS;
  }

  /** Frees the slot of a call that was started and has ended; its times have been noted in it. */
  public void ended(Call call) {
    running--;
    queue.ended(call.place(), call.ranNanos());
    if (call.outcome().kind() == Outcome.Kind.OK) {
      costs.learn(call, call.ranNanos());
    }
  }

  /** Frees the slot of a call that was started and did not run. */
  public void skipped(Call call) {
    running--;
    queue.ended(call.place(), 0);
  }

  /** Has the call that is meant wait no more; false where it does not wait here. */
  public boolean remove(Stop stop) {
    Queued<Call> place = stop.call().place();
    // The object may stand for another call by now, at another device.
    return queue.holds(place) && stop.call().ticket() == stop.ticket() && queue.remove(place);
  }

  /** Has some call wait no more; null where none does. */
  public @Nullable Call removeAny(long nowNanos) {
    Queued<Call> any = queue.start(nowNanos);
    if (any == null) {
      return null;
    }
    queue.ended(any, 0);
    return any.call();
  }

  /** After how long the calls that wait and run are likely to have ended. */
  public long backlogNanos() {
    return queue.backlogNanos() / slots;
  }

  /** Calls that wait for a slot. */
  public int waiting() {
    return queue.size();
  }

  /** Calls that were started and have not ended. */
  public int running() {
    return running;
  }
}
