package io.virtfun.verticles.doorbell;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.PollHorizon;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.linux.Fd;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.lane.Lane;
import org.jspecify.annotations.Nullable;

/**
 * One lane on the event loop that serves it, with the doorbells of both sides.
 *
 * <p>The host's doorbell is registered edge-triggered and never read: a guest that shares its open
 * file could make reading block. <b>Thread:</b> the event loop.
 */
final class LaneServer implements EpollIoHandle {
  private static final EpollIoOps EDGE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

  /** Part of a new call in the average. */
  private static final int RAN_HERE_WEIGHT = 8;

  private final String name;
  private final Lane lane;
  private final Fd guestDoorbell;
  private final FileDescriptor hostDoorbell;
  private final DoorbellVerticle verticle;
  private final TenantLanes tenant;
  private final HostRegion region;
  private final boolean first;
  private final Runnable onResetRequest;
  private final PollHorizon horizon;
  private @Nullable IoRegistration registration;
  private @Nullable Promise<Void> closing;
  private boolean active;
  private boolean minded;
  private boolean silenced;
  private boolean waiting;
  private boolean called;
  private long ranHereNanos;

  LaneServer(Peer peer, int index, DoorbellVerticle verticle, Runnable onResetRequest) {
    this.name = peer.name() + " lane " + index;
    this.tenant = verticle.lanesOf(peer.tenant());
    this.lane =
        verticle.newLane(
            new Lane.Place(peer.region(), index, verticle.calls(), this), tenant.gate());
    this.guestDoorbell = peer.guestDoorbells().get(index);
    this.hostDoorbell = new FileDescriptor(peer.hostDoorbells().get(index).number());
    this.verticle = verticle;
    this.region = peer.region();
    this.first = index == 0;
    this.onResetRequest = onResetRequest;
    this.horizon = new PollHorizon(verticle.polling(), System.nanoTime());
  }

  DoorbellVerticle verticle() {
    return verticle;
  }

  String name() {
    return name;
  }

  Lane lane() {
    return lane;
  }

  Fd guestDoorbell() {
    return guestDoorbell;
  }

  boolean isActive() {
    return active;
  }

  void setActive(boolean value) {
    active = value;
  }

  /** The lanes of the same tenant on this event loop. */
  TenantLanes tenant() {
    return tenant;
  }

  /** Whether it stands in its tenant's line, and is not to be looked at. */
  boolean isWaiting() {
    return waiting;
  }

  void setWaiting(boolean value) {
    waiting = value;
  }

  /** Whether it has left its tenant's line and not been polled since. */
  boolean isCalled() {
    return called;
  }

  void setCalled(boolean value) {
    called = value;
  }

  boolean isMinded() {
    return minded;
  }

  void setMinded(boolean value) {
    minded = value;
  }

  /** What a call of the lane takes that runs on the event loop, about. */
  long ranHereNanos() {
    return ranHereNanos;
  }

  /** A call of the lane has run on the event loop. */
  void ranHere(long nanos) {
    ranHereNanos += (nanos - ranHereNanos) / RAN_HERE_WEIGHT;
    tenant.share().ranHere(nanos);
  }

  /** Until when to look for the guest's next call. */
  PollHorizon horizon() {
    return horizon;
  }

  /** Whether the guest can still wake the lane. */
  boolean isRegistered() {
    return registration != null;
  }

  /** Puts the doorbell on the event loop; ends there. */
  Future<Void> register(IoEventLoop loop) {
    Promise<Void> promise = Promise.promise();
    io.netty.util.concurrent.Future<IoRegistration> registered = loop.register(this);
    registered.addListener(
        _ -> {
          if (registered.isSuccess()) {
            promise.handle(watch(registered.getNow()));
          } else {
            promise.fail(registered.cause());
          }
        });
    return promise.future();
  }

  private Future<Void> watch(IoRegistration with) {
    registration = with;
    try {
      with.submit(EDGE);
      return Future.succeededFuture();
    } catch (RuntimeException e) {
      // The kernel refuses what is no doorbell, and one too many.
      unregister();
      return Future.failedFuture(e);
    }
  }

  /** Takes the doorbell off the event loop; the descriptors may be closed then. */
  void unregister() {
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
  }

  /** Whether it is lane 0, at which the guest says what concerns the whole region. */
  boolean isFirst() {
    return first;
  }

  /** Tells of a guest that has asked for a reset since the last one. */
  void lookForResetRequest() {
    if (first && region.isResetRequested()) {
      onResetRequest.run();
    }
  }

  /** Hears no more of a guest that broke the protocol than that it asks for a reset. */
  void silence(ThrottledLog log) {
    if (silenced || lane.quarantineReason() == QuarantineReason.NONE) {
      return;
    }
    silenced = true;
    if (!first) {
      unregister();
    }
    tenant.gate().tenant().laneQuarantined();
    log.warn(() -> name + ": quarantined, " + lane.quarantineReason());
  }

  /** Ends the promise once no device has a call of the lane. */
  void closing(Promise<Void> promise) {
    closing = promise;
    completeIfDrained();
  }

  void completeIfDrained() {
    if (closing != null && lane.isDrained()) {
      closing.tryComplete();
    }
  }

  @Override
  public FileDescriptor fd() {
    return hostDoorbell;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    verticle.rung(this);
  }

  @Override
  public void close() {
    // The peer owns the descriptor.
  }
}
