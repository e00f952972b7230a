package io.virtfun.verticles.doorbell;

import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the lanes of many peers on one event loop.
 *
 * <h2>Turns</h2>
 *
 * A turn takes a bounded batch from every active lane, sends one message per device, and rings the
 * guests that asked. While any lane is active the next turn follows after the event loop has seen
 * its other work. A lane without work for the linger time is armed and sleeps until its doorbell
 * rings or a call of it comes back.
 *
 * <p><b>Thread:</b> everything but the constructor on the verticle's event loop.
 */
final class DoorbellVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(DoorbellVerticle.class.getName());
  private static final int BATCH = 64;

  private final int number;
  private final Routes routes;
  private final long lingerNanos;
  private final List<LaneServer> active = new ArrayList<>();
  private final ThrottledLog log = new ThrottledLog(LOG);
  private @Nullable Outbox outbox;
  private @Nullable Rings rings;
  private boolean turnScheduled;

  DoorbellVerticle(int number, Routes routes, long lingerNanos) {
    this.number = number;
    this.routes = routes;
    this.lingerNanos = lingerNanos;
  }

  @Override
  public Future<?> start() {
    if (!loop().isCompatible(EpollIoHandle.class)) {
      return Future.failedFuture(
          "Vert.x transport is not epoll (expected: preferNativeTransport on Linux)");
    }
    outbox = new Outbox(vertx.eventBus(), routes.devices());
    rings = new Rings(log);
    return vertx
        .eventBus()
        .<CallBatch>localConsumer(Bus.doorbell(number), this::returned)
        .completion();
  }

  @Override
  public Future<?> stop() {
    if (rings != null) {
      rings.close();
    }
    return Future.succeededFuture();
  }

  int number() {
    return number;
  }

  Lane newLane(Lane.Place place) {
    return new Lane(place, routes, outbox());
  }

  private IoEventLoop loop() {
    return (IoEventLoop) ((ContextInternal) context).nettyEventLoop();
  }

  private Outbox outbox() {
    return Objects.requireNonNull(outbox, "not started");
  }

  private Rings rings() {
    return Objects.requireNonNull(rings, "not started");
  }

  /** Runs something on this verticle's event loop. <b>Thread:</b> any. */
  <T> Future<T> onLoop(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            action.get().onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  /** Starts serving lane {@code index} of a peer. */
  Future<LaneServer> open(Peer peer, int index, Runnable onResetRequest) {
    LaneServer server = new LaneServer(peer, index, this, onResetRequest);
    return server
        .register(loop())
        .map(
            _ -> {
              rung(server);
              return server;
            })
        .onFailure(_ -> server.lane().close());
  }

  /** Stops serving a lane; ends when no device has a call of it. */
  Future<Void> close(LaneServer server) {
    server.unregister();
    server.lane().close();
    if (server.isActive()) {
      server.setActive(false);
      active.remove(server);
    }
    LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            "%s: closed after %d accepted and %d refused calls"
                .formatted(
                    server.name(), server.lane().acceptedCalls(), server.lane().refusedCalls()));
    Promise<Void> promise = Promise.promise();
    server.closing(promise);
    return promise.future();
  }

  /** From now on a lane's new calls are refused; how many it still has. */
  int drain(LaneServer server) {
    server.lane().drain();
    return server.lane().inFlight();
  }

  /** Somebody signalled the lane's doorbell. */
  void rung(LaneServer server) {
    server.lookForResetRequest();
    if (server.isRegistered() && server.lane().isServing()) {
      activate(server);
      if (!turnScheduled) {
        turnScheduled = true;
        context.runOnContext(this::turn);
      }
    }
  }

  private void activate(LaneServer server) {
    server.worked(System.nanoTime());
    if (!server.isActive()) {
      server.setActive(true);
      server.lane().disarm();
      active.add(server);
    }
  }

  private void turn(Void ignored) {
    turnScheduled = false;
    long now = System.nanoTime();
    for (int i = active.size() - 1; i >= 0; i--) {
      LaneServer server = active.get(i);
      if (!tryServe(server, now)) {
        server.setActive(false);
        // Order among active lanes does not matter: each gets one batch per turn.
        LaneServer last = active.removeLast();
        if (last != server) {
          active.set(i, last);
        }
      }
    }
    handOver();
  }

  /** Sends and rings what has gathered; the next turn follows while any lane is active. */
  private void handOver() {
    outbox().flush();
    rings().flush();
    if (!active.isEmpty() && !turnScheduled) {
      turnScheduled = true;
      // A task that re-submits itself would keep the loop from its I/O for a whole task quantum.
      ((SingleThreadEventLoop) loop())
          .executeAfterEventLoopIteration(() -> context.runOnContext(this::turn));
    }
  }

  /** As {@link #serve}; a lane that fails, for want of memory say, is tried again. */
  private boolean tryServe(LaneServer server, long nowNanos) {
    try {
      return serve(server, nowNanos);
    } catch (Throwable e) {
      failed(server, e);
      return true;
    }
  }

  private void failed(LaneServer server, Throwable e) {
    log.warn(() -> server.name() + ": " + e);
  }

  /** Serves one batch; false when the lane sleeps now. */
  private boolean serve(LaneServer server, long nowNanos) {
    Lane lane = server.lane();
    int taken = lane.poll(BATCH, nowNanos);
    publish(server);
    if (taken > 0) {
      server.worked(nowNanos);
      return true;
    }
    if (!lane.isServing()) {
      silence(server);
      return false;
    }
    if (nowNanos - server.lastWorkNanos() < lingerNanos) {
      return true;
    }
    if (lane.arm()) {
      publish(server);
      return !lane.isServing();
    }
    lane.disarm();
    return true;
  }

  private void silence(LaneServer server) {
    if (server.silence()) {
      log.warn(() -> server.name() + ": quarantined, " + server.lane().quarantineReason());
    }
  }

  private void publish(LaneServer server) {
    if (server.lane().flush()) {
      rings().add(server);
    }
  }

  /** Answers calls, but takes no new ones: with a device on this loop that would never end. */
  private void returned(Message<CallBatch> message) {
    LaneServer previous = null;
    for (Call call : message.body().calls()) {
      LaneServer server = (LaneServer) call.owner();
      if (previous != null && previous != server) {
        publish(previous);
      }
      previous = server;
      finish(server, call);
    }
    if (previous != null) {
      publish(previous);
    }
    handOver();
  }

  /** Ends a call; a lane that fails over it takes no other call with it. */
  private void finish(LaneServer server, Call call) {
    try {
      server.lane().finish(call);
    } catch (RuntimeException e) {
      failed(server, e);
    }
    server.completeIfDrained();
    if (server.lane().isServing()) {
      activate(server);
    }
  }
}
