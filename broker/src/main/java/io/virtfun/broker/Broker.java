package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.virtfun.broker.admin.AdminVerticle;
import io.virtfun.broker.admin.TenantJson;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.Changes;
import io.virtfun.broker.ivshmem.TenantVerticle;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.device.DeviceVerticle;
import io.virtfun.verticles.doorbell.Doorbells;
import io.virtfun.verticles.routing.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A running broker: devices on the event bus, doorbells on event loops, a socket per tenant.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> owns its Vert.x instance.
 */
public final class Broker {
  private static final System.Logger LOG = System.getLogger(Broker.class.getName());
  private static final long UNDEPLOY_MILLIS = 1000;

  private final Vertx vertx;
  private final Doorbells doorbells;
  private final Tenants.Place place;
  private final Tenants tenants;
  private final AdminVerticle admin;
  private volatile BrokerConfig config;

  private Broker(
      Vertx vertx, BrokerConfig config, Doorbells doorbells, Tenants.Place place, Fleet fleet) {
    this.vertx = vertx;
    this.config = config;
    this.doorbells = doorbells;
    this.place = place;
    this.tenants = new Tenants(vertx, place, doorbells);
    this.admin =
        new AdminVerticle(
            BrokerConfig.operatorSocket(place.runDirectory()),
            Map.of(
                AdminVerticle.TENANTS,
                () -> TenantJson.of(tenants.running(), place.routes().catalogue()),
                AdminVerticle.DEVICES,
                () -> DeviceJson.of(fleet.members())));
  }

  /**
   * Starts a broker; completes once guests can attach.
   *
   * @param runDirectory where relative sockets lie; made when it is not there
   */
  public static Future<Broker> start(BrokerConfig config, Path runDirectory) {
    // Whatever lives on one of these reaches its devices and lanes without waking another.
    int loops = loops(config);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(loops)
                // Nobody asks for it, and setting it takes its part of each message's time.
                .setDisableTCCL(true));
    // Of no context: Vert.x ends its own before the answer is due.
    Promise<Broker> started = Promise.promise();
    start(vertx, config, runDirectory)
        .onSuccess(started::complete)
        .onFailure(e -> vertx.close().onComplete(_ -> started.fail(e)));
    return started.future();
  }

  private static int loops(BrokerConfig config) {
    return config.broker().loops(Runtime.getRuntime().availableProcessors());
  }

  private static Future<Broker> start(Vertx vertx, BrokerConfig config, Path runDirectory) {
    if (!vertx.isNativeTransportEnabled()) {
      return Future.failedFuture(
          new BrokerException("epoll is not available (expected: Linux on x86-64 or aarch64)"));
    }
    Bus.register(vertx);
    return vertx
        .executeBlocking(
            () -> {
              Files.createDirectories(runDirectory);
              return Fleet.open(config.devices());
            })
        .compose(
            fleet ->
                deploy(vertx, config, fleet)
                    .compose(_ -> serve(vertx, config, fleet, runDirectory)));
  }

  private static Future<?> deploy(Vertx vertx, BrokerConfig config, Fleet fleet) {
    return Future.join(
        fleet.members().stream()
            .filter(member -> member.open() != null)
            .map(member -> deploy(vertx, config, fleet, member))
            .toList());
  }

  private static Future<String> deploy(
      Vertx vertx, BrokerConfig config, Fleet fleet, Fleet.Member member) {
    Fleet.Open open = Objects.requireNonNull(member.open());
    return vertx.deployVerticle(
        new DeviceVerticle(
            open.route(), open.device(), fleet.terms(member), config.broker().polling()));
  }

  private static Future<Broker> serve(
      Vertx vertx, BrokerConfig config, Fleet fleet, Path runDirectory) {
    Routes routes = fleet.routes();
    config.requireFunctions(functions(routes));
    return Doorbells.deploy(vertx, loops(config), routes, config.broker().polling())
        .compose(
            doorbells -> {
              Broker broker =
                  new Broker(
                      vertx, config, doorbells, new Tenants.Place(runDirectory, routes), fleet);
              return broker
                  .tenants
                  .start(config)
                  .compose(_ -> vertx.deployVerticle(broker.admin))
                  .map(broker);
            });
  }

  private static List<String> functions(Routes routes) {
    return routes.catalogue().functions().stream()
        .map(function -> function.spec().name())
        .distinct()
        .toList();
  }

  /**
   * Takes over another configuration while it runs: tenants, and of them users and limits.
   *
   * <p>One at a time. <b>Errors:</b> {@link io.virtfun.broker.config.ConfigException} or {@link
   * BrokerException}; nothing has changed then.
   */
  public Future<Void> reload(BrokerConfig next) {
    try {
      next.requireFunctions(functions(place.routes()));
      Changes changes = Changes.between(config, next);
      if (changes.isEmpty()) {
        LOG.log(System.Logger.Level.INFO, "configuration read again, nothing has changed");
        return Future.succeededFuture();
      }
      return tenants
          .apply(next, changes, next.broker().drainTimeoutMillis())
          .onSuccess(_ -> config = next);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Where each tenant's guests attach, as {@code unix:PATH} by tenant name. */
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    tenants.running().forEach(tenant -> addresses.put(tenant.settings().name(), tenant.address()));
    return addresses;
  }

  /** How many functions guests can call. */
  public int functionCount() {
    return place.routes().catalogue().functions().size();
  }

  /**
   * Ends accepted calls, answers new ones as shutting down, then detaches everybody.
   *
   * <p>Completes with true when all accepted calls ended in time. What devices still run ends with
   * the process.
   */
  public Future<Boolean> drainAndStop() {
    tenants.running().forEach(TenantVerticle::drain);
    Future<Void> drained = doorbells.drain();
    Future<?> timeout = vertx.timer(Math.max(1, config.broker().drainTimeoutMillis()));
    Promise<Boolean> stopped = Promise.promise();
    Future.any(drained, timeout)
        .onComplete(
            _ -> {
              boolean inTime = drained.succeeded();
              List<Future<Void>> ends = new ArrayList<>();
              ends.add(vertx.undeploy(admin.deploymentID()));
              tenants.running().forEach(tenant -> ends.add(vertx.undeploy(tenant.deploymentID())));
              Future<?> undeployed = Future.join(ends);
              // A device that still runs the call of a guest that has gone is not waited for.
              Future.any(undeployed, vertx.timer(UNDEPLOY_MILLIS))
                  .onComplete(_ -> stopped.complete(inTime));
            });
    return stopped.future();
  }
}
