package io.virtfun.driver.natives;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A memory file of fixed size: sealed, so that nobody who maps it can truncate it under another.
 *
 * <p><b>Ownership:</b> whoever made it closes it; mappings live on.
 */
final class MemoryFile implements AutoCloseable {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;

  private final int fd;
  private boolean closed;

  MemoryFile(String name, long sizeBytes) throws IOException {
    this.fd = LinuxCalls.memfdCreate(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    try {
      LinuxCalls.ftruncate(fd, sizeBytes);
      LinuxCalls.fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The path by which another process of the same user opens it. */
  String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd;
  }

  MemorySegment map(Arena arena) throws IOException {
    Path own = Path.of(path());
    try (FileChannel channel =
        FileChannel.open(own, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      LinuxCalls.close(fd);
    }
  }
}
