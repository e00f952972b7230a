package io.virtfun.broker.ivshmem;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.Ivshmem;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.doorbell.Peer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer that has everything but a connection told of it.
 *
 * <p><b>Ownership:</b> the region's file is closed once sent; the peer passes to the caller.
 *
 * @param id the peer's id
 * @param regionFile the region's memory file
 */
record NewPeer(int id, Peer peer, Fd regionFile) implements AutoCloseable {
  private static final long FIRST_GENERATION = 1;

  /** Makes a region, lays it out, and makes the doorbells. <b>Thread:</b> may block. */
  @SuppressWarnings("MustBeClosedChecker") // The peer owns the arena and closes it.
  static NewPeer create(Tenant tenant, int id, RegionGeometry geometry, Catalogue catalogue)
      throws LinuxException {
    String name = tenant.name() + "-" + id;
    List<Fd> opened = new ArrayList<>();
    Arena arena = Arena.ofShared();
    try {
      Fd file = Memory.createSealed("virtfun-" + name, geometry.regionBytes());
      opened.add(file);
      MemorySegment memory = Memory.map(file, geometry.regionBytes(), arena);
      HostRegion region =
          new HostRegion(memory, geometry, catalogue, Ivshmem.HOST_PEER_ID, FIRST_GENERATION);
      List<Fd> doorbells = new ArrayList<>();
      for (int i = 0; i < 2 * geometry.laneCount(); i++) {
        Fd doorbell = EventFd.create(0);
        opened.add(doorbell);
        doorbells.add(doorbell);
      }
      return new NewPeer(
          id,
          new Peer(
              name,
              arena,
              region,
              doorbells.subList(0, geometry.laneCount()),
              doorbells.subList(geometry.laneCount(), doorbells.size()),
              tenant),
          file);
    } catch (LinuxException e) {
      opened.forEach(Fd::close);
      arena.close();
      throw e;
    }
  }

  /**
   * Tells the connection everything, in the protocol's order.
   *
   * <p><b>Errors:</b> {@link LinuxException} when the peer is gone or does not read. <b>Source:</b>
   * docs/shared-memory.md, "Attaching".
   */
  void sendTo(int socketFd) throws LinuxException {
    MessageSocket socket = new MessageSocket(socketFd);
    socket.send(Ivshmem.PROTOCOL_VERSION, null);
    socket.send(id, null);
    socket.send(Ivshmem.REGION, regionFile);
    for (Fd doorbell : peer.hostDoorbells()) {
      socket.send(Ivshmem.HOST_PEER_ID, doorbell);
    }
    for (Fd doorbell : peer.guestDoorbells()) {
      socket.send(id, doorbell);
    }
  }

  @Override
  public void close() {
    regionFile.close();
    peer.close();
  }
}
