package io.virtfun.guest;

import io.virtfun.shm.linux.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where a broker is reached, as a string: {@code unix:PATH}. */
public sealed interface AttachAddress {
  /**
   * The Unix domain socket of a tenant, for a guest that is a process on the host.
   *
   * @param path at most {@link UnixSocket#MAX_PATH_BYTES} bytes
   */
  record Unix(Path path) implements AttachAddress {
    public Unix {
      int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > UnixSocket.MAX_PATH_BYTES) {
        throw new IllegalArgumentException(
            "attach address unix:%s: path of %d bytes (expected: 1..%d)"
                .formatted(path, bytes, UnixSocket.MAX_PATH_BYTES));
      }
    }

    @Override
    public String toString() {
      return PREFIX + path;
    }

    private static final String PREFIX = "unix:";
  }

  /**
   * The address that a string names. <b>Errors:</b> {@link IllegalArgumentException} where it names
   * none.
   */
  static AttachAddress parse(String text) {
    if (text.startsWith(Unix.PREFIX)) {
      return new Unix(Path.of(text.substring(Unix.PREFIX.length())));
    }
    throw new IllegalArgumentException("attach address: '" + text + "' (expected: unix:PATH)");
  }
}
