package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.broker.Drivers.Wanted;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.BrokerSettings;
import io.virtfun.broker.plugin.Plugin;
import io.virtfun.broker.plugin.PluginFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * The plug-ins of a running broker.
 *
 * <p><b>Thread:</b> any, one look at a time.
 */
final class Plugins {
  private static final String COPIES = ".plugins";

  private final Vertx vertx;
  private final PluginFolder folder;

  /** Whether plug-ins may bring drivers: where there was a folder, it may be put back. */
  private volatile boolean mayCome;

  Plugins(Vertx vertx, BrokerSettings settings, Path runDirectory) {
    this.vertx = vertx;
    Path base = runDirectory.toAbsolutePath();
    this.folder = new PluginFolder(base.resolve(settings.plugins()), base.resolve(COPIES));
  }

  /** As {@link PluginFolder#look}. */
  Future<Boolean> look(boolean atOnce) {
    return vertx.executeBlocking(
        () -> {
          mayCome |= folder.exists();
          return folder.look(atOnce);
        });
  }

  /** Leaves nothing on disk; devices may go on. */
  Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          folder.plugins().forEach(Plugin::deleteCopy);
          return null;
        });
  }

  /**
   * The devices that are to be there.
   *
   * <p><b>Errors:</b> {@link BrokerException} for a driver that cannot come.
   */
  List<Wanted> wanted(BrokerConfig config) {
    return new Drivers(folder.plugins(), mayCome).wanted(config.devices());
  }
}
