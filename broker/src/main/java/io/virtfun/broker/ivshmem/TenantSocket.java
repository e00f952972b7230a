package io.virtfun.broker.ivshmem;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket at which a tenant's guests attach, from when it listens until its file is removed.
 *
 * <p><b>Thread:</b> the tenant verticle's event loop, where not said otherwise.
 */
final class TenantSocket {
  private final Path path;
  private final Promise<Void> closed = Promise.promise();
  private @Nullable NetServer server;

  TenantSocket(Path path) {
    this.path = path;
  }

  /** Where it is. <b>Thread:</b> any. */
  Path path() {
    return path;
  }

  /** Listens. <b>Errors:</b> as {@link SocketFile#listen}. */
  Future<?> listen(
      Vertx vertx, Handler<NetSocket> connected, Set<PosixFilePermission> permissions) {
    NetServer created = vertx.createNetServer().connectHandler(connected);
    server = created;
    return SocketFile.listen(vertx, created, path, permissions);
  }

  /** Closes all connections, and removes its file. */
  Future<Void> close(Vertx vertx) {
    return Objects.requireNonNull(server, "does not listen")
        .close()
        .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(path)))
        .onComplete(_ -> closed.complete());
  }

  /** Ends once another tenant may listen in its place. <b>Thread:</b> any. */
  Future<Void> closed() {
    return closed.future();
  }
}
