package io.virtfun.broker.ivshmem;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.RegionState;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.doorbell.Peer;
import java.util.Objects;

/**
 * Lays a guest's region out anew when it asks: what is outstanding never completes, and no device
 * writes into the region of the next generation.
 *
 * <p>A guest gets one at a time, and now and then, however often it asks. <b>Thread:</b> the tenant
 * verticle's event loop. <b>Source:</b> docs/shared-memory.md, "Reset".
 */
final class Resets {
  private final Serving serving;

  /** Of its own, so that a guest's resets leave room for what is said of others. */
  private final ThrottledLog log =
      new ThrottledLog(System.getLogger(TenantVerticle.class.getName()));

  /** What a tenant does with its guests. */
  interface Serving {
    Context context();

    /** Ends when no device has a call of the peer. */
    Future<Void> stop(Peer peer);

    Future<Void> serve(Attachment attachment, Peer peer);

    /** What a region is good for that is served. */
    RegionState state();

    /** Takes back what a guest had that has gone. */
    void release(Attachment attachment);

    /** Ends the attachment of a guest that cannot be served. */
    void failed(Attachment attachment, Throwable e);
  }

  Resets(Serving serving) {
    this.serving = serving;
  }

  /** A guest asks, perhaps again. <b>Thread:</b> any. */
  void requested(Attachment attachment) {
    if (attachment.noteResetRequest()) {
      serving.context().runOnContext(_ -> resetWhenDue(attachment));
    }
  }

  private void resetWhenDue(Attachment attachment) {
    long millis = attachment.millisUntilReset(System.nanoTime());
    if (millis > 0) {
      serving.context().owner().setTimer(millis, _ -> reset(attachment));
    } else {
      reset(attachment);
    }
  }

  private void reset(Attachment attachment) {
    attachment.resetRequestTaken();
    HostRegion region = attachment.servedRegion();
    if (region == null || !attachment.isSettled() || !region.isResetRequested()) {
      // Whoever is attaching or resetting it looks again at the end.
      return;
    }
    attachment.unsettled();
    long request = region.resetRequest();
    Peer peer = Objects.requireNonNull(attachment.peer()).peer();
    serving
        .stop(peer)
        .compose(
            _ -> attachment.isConnected() ? layOut(attachment, peer) : Future.succeededFuture())
        .onSuccess(_ -> ended(attachment, region, request))
        .onFailure(e -> serving.failed(attachment, e));
  }

  private Future<Void> layOut(Attachment attachment, Peer peer) {
    return serving
        .context()
        .owner()
        .executeBlocking(
            () -> {
              peer.region().reset();
              return null;
            },
            false)
        .compose(_ -> serving.serve(attachment, peer));
  }

  private void ended(Attachment attachment, HostRegion region, long request) {
    // Also where nobody is connected any more: a machine's program may look on.
    region.publish(serving.state());
    if (!attachment.isConnected()) {
      serving.release(attachment);
      return;
    }
    attachment.settled();
    attachment.hasReset(System.nanoTime());
    region.answerReset(request);
    log.info(
        () ->
            "%s: reset, generation %d"
                .formatted(
                    Objects.requireNonNull(attachment.peer()).peer().name(), region.generation()));
    if (region.isResetRequested()) {
      requested(attachment);
    }
  }
}
