package io.virtfun.broker.cli;

import io.virtfun.broker.BrokerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a broker's sockets lie when nothing else is said. */
final class RunDirectory {
  private RunDirectory() {}

  /**
   * {@code $XDG_RUNTIME_DIR/virtfun}, or {@code /tmp/virtfun-UID} where that is not set; made when
   * it is not there.
   *
   * <p><b>Errors:</b> {@link BrokerException} when somebody else has made it: who owns the folder
   * can put another socket in a broker's place.
   */
  static Path ofThisUser() {
    try {
      int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      String runtime = System.getenv("XDG_RUNTIME_DIR");
      Path path =
          runtime != null && Files.isDirectory(Path.of(runtime))
              ? Path.of(runtime, "virtfun")
              : Path.of("/tmp", "virtfun-" + uid);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        // Others may pass through to the sockets, whose modes and users are configured.
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      }
      int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (owner != uid || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new BrokerException(
            "%s: belongs to uid %d (expected: a folder of uid %d; or give --run-dir)"
                .formatted(path, owner, uid));
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
