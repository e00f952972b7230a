package io.virtfun.verticles.doorbell;

import io.virtfun.shm.HostRegion;
import io.virtfun.shm.linux.Fd;
import io.virtfun.verticles.admission.Tenant;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * An attached guest: its region and the doorbells of both sides, one per lane.
 *
 * <p><b>Ownership:</b> owns all of it; {@link #close()} only after {@link Doorbells#detach} has
 * ended.
 *
 * @param name tenant and peer id, for logs
 * @param arena what the region is mapped in
 * @param region the region
 * @param hostDoorbells what the guest rings
 * @param guestDoorbells what the host rings
 * @param tenant whose guest it is
 */
public record Peer(
    String name,
    Arena arena,
    HostRegion region,
    List<Fd> hostDoorbells,
    List<Fd> guestDoorbells,
    Tenant tenant)
    implements AutoCloseable {
  public Peer {
    hostDoorbells = List.copyOf(hostDoorbells);
    guestDoorbells = List.copyOf(guestDoorbells);
  }

  /** Unmaps the region and closes the doorbells. <b>Thread:</b> may block. */
  @Override
  public void close() {
    hostDoorbells.forEach(Fd::close);
    guestDoorbells.forEach(Fd::close);
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
