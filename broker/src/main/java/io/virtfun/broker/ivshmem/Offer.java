package io.virtfun.broker.ivshmem;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.doorbell.Doorbells;
import io.virtfun.verticles.doorbell.Peer;
import java.util.Objects;

/**
 * What a tenant's guests can call, and how they hear of changes.
 *
 * <p><b>Thread:</b> the tenant verticle's event loop.
 */
final class Offer {
  private final Doorbells doorbells;
  private final ThrottledLog log;
  private Catalogue catalogue;

  Offer(Catalogue first, Doorbells doorbells, ThrottledLog log) {
    this.catalogue = first;
    this.doorbells = doorbells;
    this.log = log;
  }

  /** What there is now. */
  Catalogue catalogue() {
    return catalogue;
  }

  /** Has other functions and devices from now on. */
  void change(Catalogue next) {
    catalogue = next;
  }

  /** Makes a new guest's peer, which is told of what has changed meanwhile. */
  Future<NewPeer> give(Vertx vertx, Attachment attachment, Tenant tenant, RegionGeometry geometry) {
    Catalogue offered = catalogue;
    return vertx
        .executeBlocking(() -> NewPeer.create(tenant, attachment.id(), geometry, offered), false)
        .onSuccess(
            peer -> {
              attachment.give(peer);
              if (!offered.equals(catalogue)) {
                tell(vertx, attachment);
              }
            });
  }

  /** Writes what there is now into the region of a guest that is served, and rings it. */
  void tell(Vertx vertx, Attachment attachment) {
    HostRegion region = attachment.servedRegion();
    if (region == null) {
      return;
    }
    Peer peer = Objects.requireNonNull(attachment.peer()).peer();
    Catalogue next = catalogue;
    vertx
        .executeBlocking(
            () -> {
              region.catalogue(next);
              return null;
            })
        .onSuccess(_ -> doorbells.ring(peer))
        .onFailure(
            e -> {
              if (attachment.isConnected()) {
                log.warn(() -> peer.name() + ": cannot be told of other devices: " + e);
              }
            });
  }
}
