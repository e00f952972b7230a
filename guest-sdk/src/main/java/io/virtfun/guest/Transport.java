package io.virtfun.guest;

import io.vertx.core.Future;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs of the way to its host, whichever it is: a region, doorbells both ways, and
 * word when the host is gone.
 */
interface Transport {
  /** The mapped region. */
  GuestRegion region();

  /** Rings the host. <b>Thread:</b> any, before {@link #disconnect()}. */
  void ring(int vector) throws LinuxException;

  /**
   * What becomes readable when the host rings; null where nothing does, and the guest has to look.
   *
   * <p><b>Ownership:</b> stays with the transport.
   */
  @Nullable Fd doorbell(int vector);

  /** Completes when the host's end is closed. */
  Future<Void> gone();

  /** Closes all descriptors. Idempotent; the region stays mapped. */
  Future<Void> disconnect();

  /** Unmaps the region, once no native call or I/O uses it any more; after disconnecting. */
  Future<Void> unmap();
}
