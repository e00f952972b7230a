package io.virtfun.broker.ivshmem;

import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file a Unix socket is bound to. */
public final class SocketFile {
  private static final int ECONNREFUSED = 111;
  private static final int SOCKET = 0140000;
  private static final int TYPE_MASK = 0170000;

  private SocketFile() {}

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
