package io.virtfun.shm;

import static io.virtfun.shm.Queues.U16;
import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A region as the host sees it: written by the host, and never read back from where a guest can
 * write, but for positions, wake-ups and the request for a reset.
 *
 * <p><b>Thread:</b> {@link #publish} and {@link #isResetRequested} any; a lane's ends belong to
 * whoever took them. <b>Ownership:</b> the mapping stays its arena's.
 */
public final class HostRegion {
  /** How often a host calls {@link #beat()}. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** Read for each ring: finding an offset by its name takes longer than the read. */
  private static final long RESET_REQUEST = header("resetRequest");

  private final MemorySegment memory;
  private final RegionGeometry geometry;
  private final int hostPeerId;

  // Whoever holds this.
  private Catalogue catalogue;
  private long catalogueGeneration = 1;

  // The heart's thread.
  private long beats;

  // The reset's thread; the answer is also read by whoever looks for requests.
  private long generation;
  private volatile long answered;

  /**
   * Lays out a zeroed mapping; {@link #publish} makes it usable.
   *
   * @param memory as long as the geometry says
   * @param hostPeerId the id under which guests ring the host
   * @param generation how often this peer's region has been laid out, from 1
   */
  public HostRegion(
      MemorySegment memory,
      RegionGeometry geometry,
      Catalogue catalogue,
      int hostPeerId,
      long generation) {
    this.memory = memory;
    this.geometry = geometry;
    this.catalogue = catalogue;
    this.hostPeerId = hostPeerId;
    this.generation = generation;
    writeOnce();
  }

  private void writeOnce() {
    U64.set(memory, header("magic"), Wire.MAGIC);
    U16.set(memory, header("versionMajor"), (short) Wire.VERSION_MAJOR);
    U16.set(memory, header("versionMinor"), (short) Wire.VERSION_MINOR);
    U32.set(memory, header("headerBytes"), (int) Layouts.REGION_HEADER.byteSize());
    U64.set(memory, header("regionBytes"), geometry.regionBytes());
    U64.set(memory, header("generation"), generation);
    U64.set(
        memory,
        header("features"),
        Wire.FEATURE_CANCELLATION | Wire.FEATURE_DEVICE | Wire.FEATURE_CATALOGUE);
    U32.set(memory, header("laneCount"), geometry.laneCount());
    U32.set(memory, header("hostPeerId"), hostPeerId);
    U64.set(memory, header("laneDirectoryOffset"), geometry.laneDirectoryOffset());
    U64.set(memory, header("catalogueOffset"), geometry.catalogueOffset());
    U64.set(memory, header("catalogueBytes"), geometry.catalogueBytes());
    U64.set(memory, header("arenaOffset"), geometry.arenaOffset());
    U64.set(memory, header("arenaBytes"), geometry.arenaBytes());
    U32.set(memory, header("heartbeatMillis"), (int) HEARTBEAT.toMillis());
    for (int i = 0; i < geometry.laneCount(); i++) {
      writeDirectory(i, geometry.lane(i));
    }
    CatalogueCodec.write(memory, geometry.catalogueOffset(), catalogue, catalogueGeneration);
  }

  private void writeDirectory(int index, LaneGeometry lane) {
    long at = geometry.laneDirectoryOffset() + index * Layouts.LANE_DIRECTORY_ENTRY.byteSize();
    U64.set(memory, at + directory("controlOffset"), lane.controlOffset());
    U64.set(memory, at + directory("submissionEntriesOffset"), lane.submissionEntriesOffset());
    U64.set(memory, at + directory("completionEntriesOffset"), lane.completionEntriesOffset());
    U32.set(memory, at + directory("submissionCapacity"), lane.submissionCapacity());
    U32.set(memory, at + directory("completionCapacity"), lane.completionCapacity());
    U32.set(memory, at + directory("vector"), lane.vector());
  }

  /** The whole mapping. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where everything lies. */
  public RegionGeometry geometry() {
    return geometry;
  }

  /** How often the region has been laid out. */
  public long generation() {
    return generation;
  }

  /** Says what the region is good for; what was written before becomes visible first. */
  public void publish(RegionState state) {
    // SYNC: pairs with GuestRegion.open; the header, directory and catalogue are visible.
    U32.setRelease(memory, header("state"), state.code());
  }

  /** Tells guests that cannot see a connection that the host lives. <b>Thread:</b> one. */
  public void beat() {
    U64.setOpaque(memory, header("heartbeat"), ++beats);
  }

  /** Whether the guest asks for a reset that it has not been answered. */
  public boolean isResetRequested() {
    return resetRequest() != answered;
  }

  /** The guest's request; the number means nothing. */
  public long resetRequest() {
    // SYNC: pairs with RegionReset.request; nothing else need be visible.
    return (long) U64.getAcquire(memory, RESET_REQUEST);
  }

  /**
   * Lays everything out again for the next generation, but for the arena. The region is {@link
   * RegionState#INITIALISING} until published, and unused: no lane is served, no device has a call.
   *
   * <p><b>Thread:</b> one at a time; may take a while.
   */
  public synchronized void reset() {
    publish(RegionState.INITIALISING);
    generation++;
    for (int i = 0; i < geometry.laneCount(); i++) {
      long control = geometry.lane(i).controlOffset();
      memory.asSlice(control, Layouts.LANE_CONTROL.byteSize()).fill((byte) 0);
    }
    memory.asSlice(geometry.catalogueOffset(), geometry.catalogueBytes()).fill((byte) 0);
    writeOnce();
  }

  /**
   * Changes what the guest can call, and the catalogue's generation with it; ring vector 0 then.
   *
   * <p><b>Thread:</b> any. <b>Errors:</b> {@link IllegalArgumentException} where there is no room.
   *
   * @param next lists all that the one before lists
   */
  public synchronized void catalogue(Catalogue next) {
    Catalogue after = next.within(catalogue.capacity());
    catalogueGeneration++;
    CatalogueCodec.change(
        memory, geometry.catalogueOffset(), catalogue, after, catalogueGeneration);
    catalogue = after;
  }

  /** Tells the guest that the region has been reset and published for its request. */
  public void answerReset(long request) {
    answered = request;
    // SYNC: pairs with RegionReset.isAnswered; the new layout and state are visible.
    U64.setRelease(memory, header("resetAnswered"), request);
  }

  /** The host's end of a lane's submission queue. */
  public SubmissionConsumer submissions(int lane) {
    return new SubmissionConsumer(memory, geometry.lane(lane));
  }

  /** The host's end of a lane's completion queue. */
  public CompletionProducer completions(int lane) {
    return new CompletionProducer(memory, geometry.lane(lane));
  }

  /** Says whether the host serves a lane, and if not why. */
  public void setLaneState(int lane, LaneState state, QuarantineReason reason) {
    long control = geometry.lane(lane).controlOffset();
    U32.set(memory, control + Queues.QUARANTINE_REASON, reason.code());
    // SYNC: pairs with GuestRegion.laneState; the reason is visible with the state.
    U32.setRelease(memory, control + Queues.LANE_STATE, state.code());
  }

  private static long header(String field) {
    return Wire.offset(Layouts.REGION_HEADER, field);
  }

  private static long directory(String field) {
    return Wire.offset(Layouts.LANE_DIRECTORY_ENTRY, field);
  }
}
