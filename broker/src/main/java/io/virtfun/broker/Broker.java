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
import io.virtfun.verticles.doorbell.Doorbells;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A running broker: devices on the event bus, doorbells on event loops, a socket per tenant.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> owns its Vert.x instance.
 */
public final class Broker {
  private static final System.Logger LOG = System.getLogger(Broker.class.getName());
  private static final Duration PLUGIN_LOOK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Doorbells doorbells;
  private final Fleet fleet;
  private final Plugins plugins;
  private final Tenants tenants;
  private final AdminVerticle admin;
  private volatile BrokerConfig config;
  private Future<?> lastChange = Future.succeededFuture();

  /** Whether plug-ins may have changed without their devices having. */
  private volatile boolean behindPlugins;

  /** What the last look failed with; empty: it did not. */
  private volatile String lastFailure = "";

  /** What a broker is made of that starts before guests can attach. */
  private record Parts(Vertx vertx, Fleet fleet, Plugins plugins, Path runDirectory) {}

  private Broker(Parts parts, BrokerConfig config, Doorbells doorbells) {
    this.vertx = parts.vertx;
    this.fleet = parts.fleet;
    this.plugins = parts.plugins;
    this.config = config;
    this.doorbells = doorbells;
    this.tenants = new Tenants(vertx, parts.runDirectory, fleet::catalogue, doorbells);
    this.admin =
        new AdminVerticle(
            BrokerConfig.operatorSocket(parts.runDirectory),
            Map.of(
                AdminVerticle.TENANTS,
                () -> TenantJson.of(tenants.running(), fleet.catalogue()),
                AdminVerticle.DEVICES,
                () -> DeviceJson.of(fleet.members(), fleet.leaving())));
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
    Fleet fleet = new Fleet(vertx, config.broker());
    Plugins plugins = new Plugins(vertx, config.broker(), runDirectory);
    return vertx
        .executeBlocking(() -> Files.createDirectories(runDirectory))
        .compose(_ -> plugins.look(true))
        .compose(_ -> fleet.prepare(plugins.wanted(config), true))
        .onSuccess(fleet::begin)
        .compose(_ -> serve(new Parts(vertx, fleet, plugins, runDirectory), config));
  }

  private static Future<Broker> serve(Parts parts, BrokerConfig config) {
    if (parts.fleet.routes().devices().isEmpty()) {
      throw new BrokerException("no device is available (expected: at least one)");
    }
    config.requireFunctions(Fleet.functions(parts.fleet.routes()));
    return Doorbells.deploy(
            parts.vertx, loops(config), parts.fleet.routes(), config.broker().polling())
        .compose(
            doorbells -> {
              Broker broker = new Broker(parts, config, doorbells);
              return broker
                  .tenants
                  .start(config)
                  .compose(_ -> parts.vertx.deployVerticle(broker.admin))
                  .onSuccess(_ -> broker.lookLater())
                  .map(broker);
            });
  }

  /**
   * Takes over another configuration while it runs: devices, tenants, and of them users and limits.
   *
   * <p><b>Errors:</b> {@link io.virtfun.broker.config.ConfigException} or {@link BrokerException};
   * nothing has changed then.
   */
  public Future<Void> reload(BrokerConfig next) {
    return inTurn(
        () ->
            plugins.look(true).compose(_ -> reloadNow(next)).onFailure(_ -> behindPlugins = true));
  }

  private Future<Void> reloadNow(BrokerConfig next) {
    Changes changes = Changes.between(config, next);
    return fleet
        .prepare(plugins.wanted(next), true)
        .compose(
            change -> {
              if (changes.isEmpty() && change.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "configuration read again, nothing has changed");
                return Future.succeededFuture();
              }
              return apply(next, changes, change)
                  .recover(e -> fleet.undo(change).transform(_ -> Future.failedFuture(e)))
                  .compose(_ -> make(change))
                  .onSuccess(_ -> config = next);
            });
  }

  private Future<Void> apply(BrokerConfig next, Changes changes, FleetChange change) {
    try {
      next.requireFunctions(Fleet.functions(change.routes()));
      return tenants.apply(next, changes, next.broker().drainTimeoutMillis());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Void> make(FleetChange change) {
    return fleet.make(change, doorbells).onSuccess(_ -> tenants.tell());
  }

  /** Looks for plug-ins that have come or gone, again and again. */
  private void lookLater() {
    vertx
        .timer(PLUGIN_LOOK.toMillis())
        .compose(_ -> inTurn(this::lookNow))
        .onSuccess(_ -> lastFailure = "")
        .onFailure(e -> sayOnce(e.toString()))
        .onComplete(_ -> lookLater());
  }

  /** Says why plug-ins cannot be followed, which is tried again at each look. */
  private void sayOnce(String failure) {
    if (!failure.equals(lastFailure)) {
      LOG.log(System.Logger.Level.WARNING, "plug-ins: " + failure);
    }
    lastFailure = failure;
  }

  private Future<Void> lookNow() {
    return plugins
        .look(false)
        .compose(
            hasChanged -> {
              behindPlugins |= hasChanged;
              return behindPlugins
                  ? followPlugins().onSuccess(_ -> behindPlugins = false)
                  : Future.succeededFuture();
            });
  }

  private Future<Void> followPlugins() {
    return fleet.prepare(plugins.wanted(config), false).compose(this::make);
  }

  /** Has one change after another, however the one before ended. */
  private synchronized Future<Void> inTurn(Supplier<Future<Void>> change) {
    Future<Void> next = lastChange.transform(_ -> change.get());
    lastChange = next;
    return next;
  }

  /** Where each tenant's guests attach, as {@code unix:PATH} by tenant name. */
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    tenants.running().forEach(tenant -> addresses.put(tenant.settings().name(), tenant.address()));
    return addresses;
  }

  /** How many functions guests can call. */
  public int functionCount() {
    return fleet.routes().functionCount();
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
              Future.any(undeployed, vertx.timer(Tenants.UNDEPLOY_MILLIS))
                  .eventually(plugins::close)
                  .onComplete(_ -> stopped.complete(inTime));
            });
    return stopped.future();
  }
}
