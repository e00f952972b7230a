package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.HostPulse;
import io.virtfun.shm.linux.Fd;
import org.jspecify.annotations.Nullable;

/**
 * An attached PCI device: doorbells are register stores and interrupts, and its end is that of the
 * host's pulse.
 *
 * <p><b>Thread:</b> any.
 */
final class PciTransport implements Transport {
  private final ContextInternal context;
  private final PciLink link;
  private final GuestRegion region;
  private final long generation;
  private final int hostPeerId;
  private final HostPulse pulse;
  private final long timer;
  private final Promise<Void> gone = Promise.promise();

  /** Takes over the link; looks for the host's pulse from now on. */
  PciTransport(ContextInternal context, PciLink link, GuestRegion region) {
    this.context = context;
    this.link = link;
    this.region = region;
    this.generation = region.generation();
    this.hostPeerId = region.hostPeerId();
    this.pulse = new HostPulse(region.memory());
    this.timer = context.setPeriodic(pulse.intervalMillis(), _ -> look());
  }

  private void look() {
    if (!gone.future().isComplete() && (!pulse.beats() || region.generation() != generation)) {
      gone.complete();
    }
  }

  @Override
  public GuestRegion region() {
    return region;
  }

  @Override
  public void ring(int vector) {
    link.ring(hostPeerId, vector);
  }

  @Override
  public @Nullable Fd doorbell(int vector) {
    return link.doorbells().isEmpty() ? null : link.doorbells().get(vector);
  }

  @Override
  public Future<Void> gone() {
    return gone.future();
  }

  @Override
  public Future<Void> disconnect() {
    Promise<Void> done = Promise.promise();
    // On the event loop, so that no look at the pulse is under way when the region goes.
    Loops.execute(
        context.nettyEventLoop(),
        () -> {
          context.owner().cancelTimer(timer);
          context
              .<Void>executeBlocking(
                  () -> {
                    link.disconnect();
                    return null;
                  })
              .onComplete(done);
        });
    return done.future();
  }

  @Override
  public Future<Void> unmap() {
    return Unmapping.of(context, link::unmap);
  }
}
