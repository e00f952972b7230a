package io.virtfun.guest;

import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import java.lang.foreign.Arena;

/**
 * A region in this process's address space. Once it is closed every access to it throws.
 *
 * <p><b>Thread:</b> any.
 */
final class Mapping implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final GuestRegion region;

  /** Maps a region and checks it. Blocks. <b>Errors:</b> nothing stays mapped. */
  Mapping(Fd file) throws LinuxException, RegionException {
    try {
      region = GuestRegion.open(Memory.map(file, Memory.sizeBytes(file), arena));
    } catch (LinuxException | RegionException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  GuestRegion region() {
    return region;
  }

  /**
   * Ends the mapping. Idempotent. <b>Errors:</b> {@link IllegalStateException} while a native call
   * or a channel uses a part of it.
   */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
