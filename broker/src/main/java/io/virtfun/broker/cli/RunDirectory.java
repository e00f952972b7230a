package io.virtfun.broker.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a broker's sockets lie when nothing else is said. */
final class RunDirectory {
  private RunDirectory() {}

  /** {@code $XDG_RUNTIME_DIR/virtfun}, or {@code /tmp/virtfun-UID} where that is not set. */
  static Path ofThisUser() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && Files.isDirectory(Path.of(runtime))) {
      return Path.of(runtime, "virtfun");
    }
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return Path.of("/tmp", "virtfun-" + uid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
