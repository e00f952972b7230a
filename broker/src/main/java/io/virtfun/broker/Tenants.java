package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.Changes;
import io.virtfun.broker.config.TenantSettings;
import io.virtfun.broker.ivshmem.TenantVerticle;
import io.virtfun.shm.Catalogue;
import io.virtfun.verticles.doorbell.Doorbells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The tenants of a running broker, which may change.
 *
 * <p><b>Thread:</b> any, one change at a time.
 */
final class Tenants {
  private static final System.Logger LOG = System.getLogger(Tenants.class.getName());

  /** How long what ends is waited for where a driver can hold it up. */
  static final long UNDEPLOY_MILLIS = 1000;

  private final Vertx vertx;
  private final Path runDirectory;
  private final Supplier<Catalogue> catalogue;
  private final Doorbells doorbells;
  private volatile List<TenantVerticle> running = List.of();

  /**
   * None yet.
   *
   * @param runDirectory where sockets lie
   * @param catalogue what guests can call now
   */
  Tenants(Vertx vertx, Path runDirectory, Supplier<Catalogue> catalogue, Doorbells doorbells) {
    this.vertx = vertx;
    this.runDirectory = runDirectory;
    this.catalogue = catalogue;
    this.doorbells = doorbells;
  }

  List<TenantVerticle> running() {
    return running;
  }

  /** Serves all tenants of a configuration. */
  Future<Void> start(BrokerConfig config) {
    List<TenantVerticle> all = verticles(config, config.tenants());
    // All of them, also when one fails: Vert.x is not to close while one is starting.
    return Future.join(all.stream().map(vertx::deployVerticle).toList())
        .onSuccess(_ -> running = List.copyOf(all))
        .mapEmpty();
  }

  private List<TenantVerticle> verticles(BrokerConfig config, List<TenantSettings> which) {
    List<Path> paths = config.socketPaths(runDirectory);
    List<TenantVerticle> verticles = new ArrayList<>();
    for (TenantSettings settings : which) {
      int index = config.tenants().indexOf(settings);
      try {
        verticles.add(new TenantVerticle(settings, paths.get(index), catalogue.get(), doorbells));
      } catch (IllegalArgumentException e) {
        throw new BrokerException("tenants[" + index + "].region-size: " + e.getMessage());
      }
    }
    return verticles;
  }

  /**
   * Takes over what has changed, all of it or nothing; ends once guests of removed tenants are
   * detached.
   *
   * @param drainMillis how long calls of removed tenants are waited for
   */
  Future<Void> apply(BrokerConfig next, Changes changes, long drainMillis) {
    List<TenantVerticle> added = verticles(next, changes.added());
    return deploy(added)
        .compose(
            _ -> {
              List<TenantVerticle> before = running;
              running = ordered(next, added);
              added.forEach(tenant -> say(tenant, "added, " + tenant.address()));
              List<Future<Void>> steps = new ArrayList<>();
              changes.changed().forEach(this::change);
              for (TenantVerticle tenant : before) {
                if (changes.removed().contains(tenant.settings().name())) {
                  steps.add(remove(tenant, drainMillis));
                }
              }
              return Future.join(steps).mapEmpty();
            });
  }

  /** Tells all guests what they can call from now on. */
  void tell() {
    Catalogue now = catalogue.get();
    running.forEach(tenant -> tenant.catalogue(now));
  }

  /** All or none. */
  private Future<?> deploy(List<TenantVerticle> added) {
    List<Future<String>> deployed = added.stream().map(vertx::deployVerticle).toList();
    return Future.join(deployed)
        .recover(
            e ->
                Future.join(
                        deployed.stream()
                            .filter(Future::succeeded)
                            .map(Future::result)
                            .map(vertx::undeploy)
                            .toList())
                    .transform(_ -> Future.failedFuture(e)));
  }

  private List<TenantVerticle> ordered(BrokerConfig next, List<TenantVerticle> added) {
    Map<String, TenantVerticle> byName = new LinkedHashMap<>();
    running.forEach(tenant -> byName.put(tenant.settings().name(), tenant));
    added.forEach(tenant -> byName.put(tenant.settings().name(), tenant));
    return next.tenants().stream()
        .map(settings -> Objects.requireNonNull(byName.get(settings.name())))
        .toList();
  }

  private void change(Changes.Change change) {
    for (TenantVerticle tenant : running) {
      if (tenant.settings().name().equals(change.after().name())) {
        tenant.apply(change.after());
        say(tenant, change.difference());
      }
    }
  }

  private Future<Void> remove(TenantVerticle tenant, long drainMillis) {
    tenant.drain();
    Future<Void> drained = doorbells.drain(tenant.tenant());
    return Future.any(drained, vertx.timer(Math.max(1, drainMillis)))
        .compose(_ -> detach(tenant, drained.succeeded()));
  }

  /** Detaches its guests, and waits for devices that still run calls of theirs, but not long. */
  private Future<Void> detach(TenantVerticle tenant, boolean hasNoCall) {
    Future<Void> gone = vertx.undeploy(tenant.deploymentID());
    Future<Void> time =
        tenant.detached().compose(_ -> vertx.timer(UNDEPLOY_MILLIS).<Void>mapEmpty());
    return Future.any(gone, time)
        .onSuccess(
            _ -> {
              say(tenant, hasNoCall ? "removed" : "removed before all its calls had ended");
              if (!gone.isComplete()) {
                // The regions are lent to drivers until then.
                gone.onSuccess(_ -> say(tenant, "the last call it had has ended"));
              }
            })
        .mapEmpty();
  }

  private static void say(TenantVerticle tenant, String what) {
    LOG.log(System.Logger.Level.INFO, "tenant " + tenant.settings().name() + ": " + what);
  }
}
