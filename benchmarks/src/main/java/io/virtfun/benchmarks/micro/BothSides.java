package io.virtfun.benchmarks.micro;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import java.lang.foreign.Arena;

/**
 * A region of one lane in a memory file, as host and guest have it: each side with a mapping of its
 * own.
 *
 * <p><b>Thread:</b> any; a queue's end belongs to one. <b>Ownership:</b> closing unmaps both.
 */
final class BothSides implements AutoCloseable {
  private static final long REGION_BYTES = 1 << 20;
  private static final int CAPACITY = 256;

  private final Arena arena = Arena.ofShared();
  private final HostRegion host;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;

  BothSides(Catalogue catalogue) throws LinuxException {
    RegionGeometry geometry =
        new RegionGeometry(REGION_BYTES, 1, CAPACITY, CatalogueCodec.sizeBytes(catalogue));
    LaneGeometry lane = geometry.lane(0);
    try (Fd file = Memory.createSealed("virtfun-micro", REGION_BYTES)) {
      host = new HostRegion(Memory.map(file, REGION_BYTES, arena), geometry, catalogue, 0, 1);
      host.publish(RegionState.READY);
      var guest = Memory.map(file, REGION_BYTES, arena);
      submissions = new SubmissionProducer(guest, lane);
      completions = new CompletionConsumer(guest, lane);
    }
  }

  HostRegion host() {
    return host;
  }

  SubmissionProducer submissions() {
    return submissions;
  }

  CompletionConsumer completions() {
    return completions;
  }

  /** Where a payload may begin. */
  long arenaOffset() {
    return host.geometry().arenaOffset();
  }

  @Override
  public void close() {
    arena.close();
  }
}
