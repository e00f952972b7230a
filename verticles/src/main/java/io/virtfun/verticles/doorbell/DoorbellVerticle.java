package io.virtfun.verticles.doorbell;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.bus.BatchPool;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.routing.Routes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the lanes of many peers on one event loop.
 *
 * <p><b>Thread:</b> everything but the constructor on the verticle's event loop.
 */
final class DoorbellVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(DoorbellVerticle.class.getName());

  private final int number;
  private Routes routes;
  private final Polling polling;
  private final ThrottledLog log = new ThrottledLog(LOG);
  private final BatchPool pool = new BatchPool();
  private final CallPool calls;
  private final Map<Tenant, TenantLanes> tenants = new HashMap<>();
  private final Set<LaneServer> servers = new HashSet<>();
  private @Nullable Outbox outbox;
  private @Nullable Rings rings;
  private @Nullable Turns turns;

  DoorbellVerticle(int number, Routes routes, Polling polling) {
    this.number = number;
    this.calls = new CallPool(number);
    this.routes = routes;
    this.polling = polling;
  }

  @Override
  public Future<?> start() {
    if (!loop().isCompatible(EpollIoHandle.class)) {
      return Future.failedFuture(
          "Vert.x transport is not epoll (expected: preferNativeTransport on Linux)");
    }
    Outbox.Way way = new Outbox.Way(vertx.eventBus(), Loops.numberOf(context));
    outbox = new Outbox(way, pool, this::returned);
    rings = new Rings(log);
    turns = new Turns((ContextInternal) context, outbox, rings, log, polling);
    MessageConsumer<CallBatch> back =
        vertx.eventBus().localConsumer(Bus.doorbell(number), message -> returned(message.body()));
    MessageConsumer<Integer> out =
        vertx.eventBus().localConsumer(Bus.OUT_OF_SERVICE, _ -> outOfService());
    // Where this ends before a device does, it has no calls that wait; the bus would warn of it.
    ((MessageConsumerImpl<Integer>) out).discardHandler(_ -> {});
    return Future.join(back.completion(), out.completion());
  }

  /** Calls do not wait for a device that takes none. */
  private void outOfService() {
    for (LaneServer server : servers) {
      // One by one: there may be many, and others are served meanwhile.
      context.runOnContext(_ -> leave(server));
    }
  }

  private void leave(LaneServer server) {
    // One that has been closed may still have calls at devices.
    if (server.lane().isServing()) {
      turns().change(server, Lane::leave);
    }
  }

  @Override
  public Future<?> stop() {
    if (turns != null) {
      turns.close();
    }
    if (rings != null) {
      rings.close();
    }
    return Future.succeededFuture();
  }

  int number() {
    return number;
  }

  /** For the lanes. */
  CallPool calls() {
    return calls;
  }

  Lane newLane(Lane.Place place, Gate gate) {
    return new Lane(place, gate, outbox());
  }

  /** The lanes of a tenant on this event loop, where one is about to join them. */
  TenantLanes lanesOf(Tenant tenant) {
    return tenants.computeIfAbsent(
        tenant, _ -> new TenantLanes(tenant, routes, loop(), turns().deferrals()));
  }

  /** A lane has gone, and no device has a call of it. */
  private void left(LaneServer server) {
    servers.remove(server);
    if (server.tenant().left(server)) {
      tenants.remove(server.tenant().gate().tenant());
    }
  }

  private SingleThreadIoEventLoop loop() {
    return (SingleThreadIoEventLoop) ((ContextInternal) context).nettyEventLoop();
  }

  private Outbox outbox() {
    return Objects.requireNonNull(outbox, "not started");
  }

  private Turns turns() {
    return Objects.requireNonNull(turns, "not started");
  }

  Polling polling() {
    return polling;
  }

  /** Rings a guest, whether it asks or not. */
  void ring(LaneServer server) {
    if (server.isRegistered()) {
      Objects.requireNonNull(rings).add(server);
      rings.flush();
    }
  }

  /** Takes over other devices: calls that are taken from now on go to them. */
  void adopt(Routes next) {
    routes = next;
    tenants.values().forEach(lanes -> lanes.gate().adopt(next));
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
    server.tenant().joined();
    servers.add(server);
    return server
        .register(loop())
        .map(
            _ -> {
              rung(server);
              return server;
            })
        .onFailure(
            _ -> {
              server.lane().close();
              left(server);
            });
  }

  /** Stops serving a lane; ends when no device has a call of it. */
  Future<Void> close(LaneServer server) {
    server.unregister();
    server.lane().close();
    turns().deactivate(server);
    server.tenant().leaveLine(server);
    LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            "%s: closed after %d accepted and %d refused calls"
                .formatted(
                    server.name(), server.lane().acceptedCalls(), server.lane().refusedCalls()));
    Promise<Void> promise = Promise.promise();
    Future<Void> closed = promise.future().onComplete(_ -> left(server));
    server.closing(promise);
    return closed;
  }

  /** From now on a lane's new calls are refused; how many it still has. */
  int drain(LaneServer server) {
    server.lane().drain();
    if (server.tenant().leaveLine(server)) {
      turns().activate(server);
    }
    return server.lane().inFlight();
  }

  /** Somebody signalled the lane's doorbell. */
  void rung(LaneServer server) {
    server.lookForResetRequest();
    server.horizon().woke();
    if (!server.isRegistered() || !server.lane().isServing()) {
      return;
    }
    if (server.isWaiting()) {
      turns().rungInLine(server);
    } else {
      turns().activate(server);
    }
  }

  /** Answers calls, but takes no new ones: with a device on this loop that would never end. */
  private void returned(CallBatch batch) {
    long now = batch.get(batch.size() - 1).endedNanos();
    boolean onLoop = batch.home() != null;
    LaneServer previous = null;
    for (int i = 0; i < batch.size(); i++) {
      Call call = batch.get(i);
      if (!(call.owner() instanceof LaneServer server)) {
        log.warn(() -> "a device returned a call twice");
        continue;
      }
      if (previous != null && previous != server) {
        answered(previous, onLoop, now);
      }
      previous = server;
      finish(server, call);
    }
    pool.give(batch);
    if (previous != null) {
      answered(previous, onLoop, now);
    }
    turns().handOver();
    turns().answered();
  }

  private void answered(LaneServer server, boolean onLoop, long nowNanos) {
    turns().unshown().answered(server, onLoop, nowNanos);
    server.completeIfDrained();
    if (server.lane().isServing()) {
      turns().activate(server);
    }
  }

  /** Ends a call; a lane that fails over it takes no other call with it. */
  private void finish(LaneServer server, Call call) {
    if (call.ranOnLoop()) {
      server.ranHere(call.ranNanos());
    }
    try {
      server.lane().finish(call);
    } catch (Throwable e) {
      log.warn(() -> server.name() + ": " + e);
    }
  }
}
