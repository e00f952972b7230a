package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.TenantSettings;
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

/**
 * A running broker: devices on the event bus, doorbells on event loops, a socket per tenant.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> owns its Vert.x instance.
 */
public final class Broker {
  private static final long UNDEPLOY_MILLIS = 1000;

  private final Vertx vertx;
  private final BrokerConfig config;
  private final Doorbells doorbells;
  private final Routes routes;
  private final List<TenantVerticle> tenants;

  private Broker(
      Vertx vertx,
      BrokerConfig config,
      Doorbells doorbells,
      Routes routes,
      List<TenantVerticle> tenants) {
    this.vertx = vertx;
    this.config = config;
    this.doorbells = doorbells;
    this.routes = routes;
    this.tenants = tenants;
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
              return Devices.open(config.devices());
            })
        .compose(devices -> deploy(vertx, config, devices).map(_ -> Devices.routes(devices)))
        .compose(routes -> serve(vertx, config, routes, runDirectory));
  }

  private static Future<?> deploy(Vertx vertx, BrokerConfig config, List<Devices.Open> devices) {
    return Future.join(
        devices.stream()
            .map(
                open ->
                    vertx.deployVerticle(
                        new DeviceVerticle(
                            open.route().id(), open.device(), config.broker().polling())))
            .toList());
  }

  private static Future<Broker> serve(
      Vertx vertx, BrokerConfig config, Routes routes, Path runDirectory) {
    return Doorbells.deploy(vertx, loops(config), routes, config.broker().polling())
        .compose(
            doorbells -> {
              List<TenantVerticle> tenants = tenants(config, runDirectory, routes, doorbells);
              // All of them, also when one fails: Vert.x is not to close while one is starting.
              return Future.join(tenants.stream().map(vertx::deployVerticle).toList())
                  .map(_ -> new Broker(vertx, config, doorbells, routes, tenants));
            });
  }

  private static List<TenantVerticle> tenants(
      BrokerConfig config, Path runDirectory, Routes routes, Doorbells doorbells) {
    List<Path> paths = config.socketPaths(runDirectory);
    List<TenantVerticle> tenants = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      TenantSettings settings = config.tenants().get(i);
      try {
        tenants.add(new TenantVerticle(settings, paths.get(i), routes.catalogue(), doorbells));
      } catch (IllegalArgumentException e) {
        throw new BrokerException("tenants[" + i + "].region-size: " + e.getMessage());
      }
    }
    return tenants;
  }

  /** Where each tenant's guests attach, as {@code unix:PATH} by tenant name. */
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    tenants.forEach(tenant -> addresses.put(tenant.tenant().name(), tenant.address()));
    return addresses;
  }

  /** How many functions guests can call. */
  public int functionCount() {
    return routes.catalogue().functions().size();
  }

  /**
   * Ends accepted calls, answers new ones as shutting down, then detaches everybody.
   *
   * <p>Completes with true when all accepted calls ended in time. What devices still run ends with
   * the process.
   */
  public Future<Boolean> drainAndStop() {
    tenants.forEach(TenantVerticle::drain);
    Future<Void> drained = doorbells.drain();
    Future<?> timeout = vertx.timer(Math.max(1, config.broker().drainTimeoutMillis()));
    Promise<Boolean> stopped = Promise.promise();
    Future.any(drained, timeout)
        .onComplete(
            _ -> {
              boolean inTime = drained.succeeded();
              Future<?> undeployed = Future.join(tenants.stream().map(this::undeploy).toList());
              // A device that still runs the call of a guest that has gone is not waited for.
              Future.any(undeployed, vertx.timer(UNDEPLOY_MILLIS))
                  .onComplete(_ -> stopped.complete(inTime));
            });
    return stopped.future();
  }

  private Future<Void> undeploy(TenantVerticle tenant) {
    return vertx.undeploy(tenant.deploymentID());
  }
}
