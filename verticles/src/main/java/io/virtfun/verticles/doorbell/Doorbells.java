package io.virtfun.verticles.doorbell;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.routing.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * All doorbell verticles, over which the lanes of attached peers are spread in turn.
 *
 * <p><b>Thread:</b> any.
 */
public final class Doorbells {
  private static final Duration DRAIN_INTERVAL = Duration.ofMillis(5);

  private final Vertx vertx;
  private final List<DoorbellVerticle> verticles;
  private final Map<Peer, Future<List<LaneServer>>> attached = new ConcurrentHashMap<>();
  private final AtomicInteger nextVerticle = new AtomicInteger();
  private volatile boolean draining;

  private Doorbells(Vertx vertx, List<DoorbellVerticle> verticles) {
    this.vertx = vertx;
    this.verticles = verticles;
  }

  /**
   * Deploys {@code count} verticles.
   *
   * @param polling how long lanes are looked at before they are armed
   */
  public static Future<Doorbells> deploy(Vertx vertx, int count, Routes routes, Polling polling) {
    List<DoorbellVerticle> verticles =
        IntStream.range(0, count)
            .mapToObj(number -> new DoorbellVerticle(number, routes, polling))
            .toList();
    return Future.join(verticles.stream().map(vertx::deployVerticle).toList())
        .map(_ -> new Doorbells(vertx, verticles));
  }

  /** Takes over other devices; ends when no call that is taken goes by the ones before. */
  public Future<Void> adopt(Routes routes) {
    return here(
        Future.join(
                verticles.stream()
                    .map(
                        verticle ->
                            verticle.onLoop(
                                () -> {
                                  verticle.adopt(routes);
                                  return Future.succeededFuture();
                                }))
                    .toList())
            .mapEmpty());
  }

  /**
   * Ends when no attached guest has a call at a device or waiting for it; fails once that is not
   * wanted any more.
   */
  public Future<Void> left(int deviceNumber, BooleanSupplier isWanted) {
    return untilNone(_ -> true, server -> server.lane().inFlight(deviceNumber), isWanted);
  }

  /**
   * Serves all lanes of a peer from now on.
   *
   * @param onResetRequest told, on any thread and perhaps several times, that the guest asks for a
   *     reset of its region
   */
  public Future<Void> attach(Peer peer, Runnable onResetRequest) {
    int first = nextVerticle.getAndAdd(peer.region().geometry().laneCount());
    List<Future<LaneServer>> opened = new ArrayList<>();
    for (int i = 0; i < peer.region().geometry().laneCount(); i++) {
      int index = i;
      DoorbellVerticle verticle = verticles.get(Math.floorMod(first + i, verticles.size()));
      opened.add(verticle.onLoop(() -> open(verticle, peer, index, onResetRequest)));
    }
    Future<Void> all = Future.join(opened).mapEmpty();
    // Known from the start, so that a peer that leaves at once is waited for and detached.
    attached.put(
        peer,
        all.transform(
            _ ->
                Future.succeededFuture(
                    opened.stream().filter(Future::succeeded).map(Future::result).toList())));
    if (isDraining(peer)) {
      // It may have been put there after those that drain had looked.
      all.onSuccess(
          _ ->
              sum(
                  opened.stream().map(Future::result).toList(),
                  server -> server.verticle().drain(server)));
    }
    return here(all.recover(e -> detach(peer).transform(_ -> Future.failedFuture(e))));
  }

  private Future<LaneServer> open(
      DoorbellVerticle verticle, Peer peer, int index, Runnable onResetRequest) {
    return verticle
        .open(peer, index, onResetRequest)
        .onSuccess(
            server -> {
              if (isDraining(peer)) {
                verticle.drain(server);
              }
            });
  }

  /** Rings a guest's vector 0, whether it asks or not, while it is served. */
  public void ring(Peer peer) {
    Future<List<LaneServer>> servers = attached.get(peer);
    if (servers != null) {
      servers.onSuccess(all -> all.stream().filter(LaneServer::isFirst).forEach(Doorbells::ring));
    }
  }

  private static void ring(LaneServer server) {
    server
        .verticle()
        .onLoop(
            () -> {
              server.verticle().ring(server);
              return Future.succeededFuture();
            });
  }

  /** Stops serving a peer; ends when no device has a call of it, so that it may be closed. */
  public Future<Void> detach(Peer peer) {
    Future<List<LaneServer>> servers = attached.remove(peer);
    return servers == null ? Future.succeededFuture() : here(servers.compose(Doorbells::close));
  }

  private static Future<Void> close(List<LaneServer> servers) {
    return Future.join(
            servers.stream()
                .map(server -> server.verticle().onLoop(() -> server.verticle().close(server)))
                .toList())
        .mapEmpty();
  }

  /** The same future, completing on the caller's context rather than on a doorbell's. */
  private <T> Future<T> here(Future<T> elsewhere) {
    Promise<T> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    elsewhere.onComplete(promise);
    return promise.future();
  }

  private boolean isDraining(Peer peer) {
    return draining || peer.tenant().isDraining();
  }

  /** Answers new calls as shutting down; ends when all accepted ones have ended. */
  public Future<Void> drain() {
    draining = true;
    return drain(_ -> true);
  }

  /** As {@link #drain()}, for the guests of one tenant. */
  public Future<Void> drain(Tenant tenant) {
    tenant.drain();
    return drain(peer -> peer.tenant() == tenant);
  }

  private Future<Void> drain(Predicate<Peer> whose) {
    return untilNone(whose, server -> server.verticle().drain(server), () -> true);
  }

  /** Counts again and again what some guests' lanes have left. */
  private Future<Void> untilNone(
      Predicate<Peer> whose, ToIntFunction<LaneServer> count, BooleanSupplier isWanted) {
    if (!isWanted.getAsBoolean()) {
      return Future.failedFuture("not wanted any more");
    }
    List<Future<Integer>> left = new ArrayList<>();
    attached.forEach(
        (peer, servers) -> {
          if (whose.test(peer)) {
            left.add(servers.compose(of -> sum(of, count)));
          }
        });
    return here(
        Future.all(left)
            .compose(
                _ ->
                    left.stream().allMatch(f -> f.result() == 0)
                        ? Future.succeededFuture()
                        : vertx
                            .timer(DRAIN_INTERVAL.toMillis())
                            .compose(_ -> untilNone(whose, count, isWanted))));
  }

  private static Future<Integer> sum(List<LaneServer> servers, ToIntFunction<LaneServer> count) {
    List<Future<Integer>> left =
        servers.stream()
            .map(
                server ->
                    server
                        .verticle()
                        .onLoop(() -> Future.succeededFuture(count.applyAsInt(server))))
            .toList();
    return Future.all(left).map(_ -> left.stream().mapToInt(Future::result).sum());
  }
}
