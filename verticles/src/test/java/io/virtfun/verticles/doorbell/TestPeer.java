package io.virtfun.verticles.doorbell;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import io.virtfun.verticles.admission.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A guest in this process: a memory file that both sides map, and doorbells. */
final class TestPeer implements AutoCloseable {
  /** What the mappings of all test peers are called in {@code /proc/self/maps}. */
  static final String FILE_NAME = "virtfun-test-peer";

  static final int QUEUE_CAPACITY = 64;
  private static final long REGION_BYTES = 1 << 20;

  private final Arena hostArena = Arena.ofShared();
  private final Arena guestArena = Arena.ofShared();
  private final Peer peer;
  private final GuestRegion region;
  private final List<GuestLane> lanes = new ArrayList<>();

  TestPeer(Tenant tenant, int laneCount, Catalogue catalogue) {
    RegionGeometry geometry =
        new RegionGeometry(
            REGION_BYTES, laneCount, QUEUE_CAPACITY, CatalogueCodec.sizeBytes(catalogue));
    try (Fd file = Memory.createSealed(FILE_NAME, REGION_BYTES)) {
      HostRegion host =
          new HostRegion(Memory.map(file, REGION_BYTES, hostArena), geometry, catalogue, 0, 1);
      host.publish(RegionState.READY);
      region = GuestRegion.open(Memory.map(file, REGION_BYTES, guestArena));
      peer =
          new Peer(
              tenant.name(), hostArena, host, doorbells(laneCount), doorbells(laneCount), tenant);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < laneCount; i++) {
      lanes.add(new GuestLane(region, peer, i));
    }
  }

  private static List<Fd> doorbells(int count) throws IOException {
    List<Fd> doorbells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      doorbells.add(EventFd.create(0));
    }
    return doorbells;
  }

  /** Whether a slice lies in the host's mapping of the region. */
  boolean holds(MemorySegment slice) {
    return peer.arena().scope().isAlive()
        && peer.region().memory().asOverlappingSlice(slice).isPresent();
  }

  Peer peer() {
    return peer;
  }

  GuestRegion region() {
    return region;
  }

  GuestLane lane(int index) {
    return lanes.get(index);
  }

  List<GuestLane> lanes() {
    return lanes;
  }

  /** After it has been detached. */
  @Override
  public void close() {
    peer.close();
    guestArena.close();
  }
}
