package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.broker.Drivers.Driver;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.device.DeviceTerms;
import io.virtfun.verticles.device.DeviceVerticle;
import io.virtfun.verticles.device.Reference;
import io.virtfun.verticles.routing.DeviceRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that is open, from its opening until it is closed again.
 *
 * <p><b>Thread:</b> one change at a time. <b>Ownership:</b> holds the driver's plug-in.
 */
final class OpenDevice {
  private final DeviceRoute route;
  private final Device device;
  private final Driver driver;
  private final String description;
  private volatile @Nullable DeviceVerticle verticle;

  /** <b>Ownership:</b> takes the device. */
  OpenDevice(DeviceRoute route, Device device, Driver driver, String description) {
    this.description = description;
    this.route = route;
    this.device = device;
    this.driver = driver;
    if (driver.plugin() != null) {
      driver.plugin().retain();
    }
  }

  /** How lanes see it. */
  DeviceRoute route() {
    return route;
  }

  Device device() {
    return device;
  }

  Driver driver() {
    return driver;
  }

  /** The device as a reference of others, while it is on the bus. */
  @Nullable Reference reference() {
    DeviceVerticle deployed = verticle;
    return deployed == null ? null : deployed.reference();
  }

  List<FunctionSpec> functions() {
    return device.functions().stream().map(DeviceFunction::spec).toList();
  }

  @Override
  public String toString() {
    return "%s, %d slots, %d functions"
        .formatted(description, device.slots(), device.functions().size());
  }

  /** Puts it on the bus. */
  Future<?> serve(Vertx vertx, DeviceTerms terms, Polling polling) {
    DeviceVerticle created = new DeviceVerticle(route, device, terms, polling);
    return vertx.deployVerticle(created).onSuccess(_ -> verticle = created);
  }

  /** Closes it, which is not on the bus, and lets its driver go. <b>Thread:</b> may block. */
  void closeNow() {
    try {
      device.close();
    } finally {
      release();
    }
  }

  private void release() {
    if (driver.plugin() != null) {
      driver.plugin().release();
    }
  }

  /** Closes it once the call that runs has ended, then lets its driver go. */
  Future<Void> close(Vertx vertx) {
    DeviceVerticle deployed = verticle;
    if (deployed == null) {
      return vertx.executeBlocking(
          () -> {
            closeNow();
            return null;
          });
    }
    return vertx
        .undeploy(deployed.deploymentID())
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      release();
                      return null;
                    }));
  }
}
