package io.virtfun.shm;

import static io.virtfun.shm.Queues.U16;
import static io.virtfun.shm.Queues.U64;

import java.lang.foreign.MemorySegment;

/**
 * A guest's request that the host lay its region out anew, because whoever used it before may have
 * left calls and positions behind.
 *
 * <p>Ring the host's vector 0 after the request. <b>Thread:</b> one. <b>Source:</b>
 * docs/shared-memory.md, "Reset".
 */
public final class RegionReset {
  private static final int LEAST_MINOR = 1;
  private static final long REQUEST = Wire.offset(Layouts.REGION_HEADER, "resetRequest");
  private static final long ANSWERED = Wire.offset(Layouts.REGION_HEADER, "resetAnswered");
  private static final long HOST_PEER_ID = Wire.offset(Layouts.REGION_HEADER, "hostPeerId");

  private final MemorySegment memory;
  private final long request;

  private RegionReset(MemorySegment memory, long request) {
    this.memory = memory;
    this.request = request;
  }

  /** Asks. <b>Errors:</b> {@link RegionException} where the mapping is no region to write to. */
  public static RegionReset request(MemorySegment memory) throws RegionException {
    GuestRegion.requireVersion(memory);
    int minor = (short) U16.get(memory, Wire.offset(Layouts.REGION_HEADER, "versionMinor"));
    if ((minor & 0xFFFF) < LEAST_MINOR) {
      throw new RegionException(
          RegionException.Kind.VERSION_MISMATCH,
          "region wire version: %d.%d (expected: at least %d.%d, for its reset)"
              .formatted(Wire.VERSION_MAJOR, minor, Wire.VERSION_MAJOR, LEAST_MINOR));
    }
    long answered = (long) U64.getOpaque(memory, ANSWERED);
    long request = (long) U64.getOpaque(memory, REQUEST);
    do {
      request++;
    } while (request == 0 || request == answered);
    // SYNC: pairs with HostRegion.resetRequest; nothing else need be visible.
    U64.setRelease(memory, REQUEST, request);
    return new RegionReset(memory, request);
  }

  /** The id under which the host is rung. */
  public int hostPeerId() {
    return (int) Queues.U32.get(memory, HOST_PEER_ID);
  }

  /** Whether the region can be opened now. */
  public boolean isAnswered() {
    // SYNC: pairs with HostRegion.answerReset; the new layout and state are visible.
    return (long) U64.getAcquire(memory, ANSWERED) == request;
  }
}
