package io.virtfun.broker.ivshmem;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import io.virtfun.shm.HostRegion;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection and what it has been given.
 *
 * <p><b>Thread:</b> the tenant verticle's event loop.
 */
final class Attachment {
  private static final long RESET_INTERVAL_NANOS = 10_000_000;

  private final NetSocket socket;
  private final int id;
  private final Promise<Void> ended = Promise.promise();
  private @Nullable NewPeer peer;
  private final AtomicBoolean resetRequested = new AtomicBoolean();
  private boolean connected = true;
  private boolean settled;
  private long nextResetNanos = System.nanoTime();

  Attachment(NetSocket socket, int id) {
    this.socket = socket;
    this.id = id;
  }

  NetSocket socket() {
    return socket;
  }

  int id() {
    return id;
  }

  boolean isConnected() {
    return connected;
  }

  void disconnected() {
    connected = false;
  }

  /** Whether attaching is over, so that the connection's end is the attachment's. */
  boolean isSettled() {
    return settled;
  }

  void settled() {
    settled = true;
  }

  /** Its region is about to be reset, which is like attaching again. */
  void unsettled() {
    settled = false;
  }

  /** Notes that the guest asks for a reset; false when that is known. <b>Thread:</b> any. */
  boolean noteResetRequest() {
    return resetRequested.compareAndSet(false, true);
  }

  /** The request that was noted is being carried out. */
  void resetRequestTaken() {
    resetRequested.set(false);
  }

  /** How long the guest has to wait for another reset. */
  long millisUntilReset(long nowNanos) {
    return TimeUnit.NANOSECONDS.toMillis(nextResetNanos - nowNanos);
  }

  void hasReset(long nowNanos) {
    nextResetNanos = nowNanos + RESET_INTERVAL_NANOS;
  }

  /** The region of a guest that is served. */
  @Nullable HostRegion servedRegion() {
    return connected && peer != null ? peer.peer().region() : null;
  }

  @Nullable NewPeer peer() {
    return peer;
  }

  void give(NewPeer newPeer) {
    peer = newPeer;
  }

  /** Completes when everything it was given is free again. */
  Future<Void> ended() {
    return ended.future();
  }

  void end() {
    ended.tryComplete();
  }
}
