package io.virtfun.broker.ivshmem;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The file a Unix socket is bound to. */
public final class SocketFile {
  private static final int ECONNREFUSED = 111;
  private static final int SOCKET = 0140000;
  private static final int TYPE_MASK = 0170000;

  private SocketFile() {}

  /**
   * Has a server listen there, in the place of a broker that died.
   *
   * <p><b>Errors:</b> as {@link #prepare}.
   */
  static Future<?> listen(
      Vertx vertx, NetServer server, Path path, Set<PosixFilePermission> permissions) {
    return vertx
        .executeBlocking(
            () -> {
              prepare(path);
              return null;
            })
        .compose(_ -> server.listen(SocketAddress.domainSocketAddress(path.toString())))
        .compose(
            _ -> vertx.executeBlocking(() -> Files.setPosixFilePermissions(path, permissions)));
  }

  /**
   * Removes what a broker that died has left.
   *
   * <p><b>Thread:</b> may block. <b>Errors:</b> {@link IOException} when another broker listens, or
   * something else than a socket is there, or it cannot be told.
   */
  public static void prepare(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & TYPE_MASK) != SOCKET) {
      throw new FileAlreadyExistsException(path + ": exists and is not a socket");
    }
    try {
      UnixSocket.connect(path).close();
    } catch (LinuxException e) {
      if (e.errno() != ECONNREFUSED) {
        throw e;
      }
      Files.delete(path);
      return;
    }
    throw new FileAlreadyExistsException(path + ": another broker listens there");
  }
}
