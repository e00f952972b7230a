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
  private final Promise<Void> gone = Promise.promise();

  // Event loop only.
  private boolean disconnected;

  /** Takes over the link; looks for the host's pulse from now on. */
  PciTransport(ContextInternal context, PciLink link, GuestRegion region) {
    this.context = context;
    this.link = link;
    this.region = region;
    this.generation = region.generation();
    this.hostPeerId = region.hostPeerId();
    this.pulse = new HostPulse(region.memory());
    lookLater();
  }

  /** Once: a timer that repeats makes up for what it missed, and the looks then follow at once. */
  private void lookLater() {
    context.setTimer(
        pulse.intervalMillis(), _ -> Loops.execute(context.nettyEventLoop(), this::look));
  }

  private void look() {
    if (disconnected) {
      return;
    }
    if (pulse.beats() && region.generation() == generation) {
      lookLater();
    } else {
      gone.tryComplete();
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
          disconnected = true;
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
