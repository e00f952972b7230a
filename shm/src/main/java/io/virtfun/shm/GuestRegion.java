package io.virtfun.shm;

import static io.virtfun.shm.Queues.U16;
import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A region as a guest sees it, checked when opened.
 *
 * <p><b>Thread:</b> any; a lane's ends belong to whoever took them. <b>Ownership:</b> the mapping
 * stays its arena's.
 */
public final class GuestRegion {
  /** Read for each call: finding an offset by its name takes longer than the read. */
  private static final long STATE = header("state");

  private static final RegionState[] STATES = RegionState.values();
  private static final LaneState[] LANE_STATES = LaneState.values();

  private final MemorySegment memory;
  private final long regionBytes;
  private final List<LaneGeometry> lanes;
  private final long catalogueOffset;
  private final long catalogueBytes;
  private final long arenaOffset;
  private final long arenaBytes;
  private final long features;

  private GuestRegion(MemorySegment memory) throws RegionException {
    this.memory = memory;
    this.regionBytes = u64("regionBytes");
    long headerBytes = Layouts.REGION_HEADER.byteSize();
    requireWithin("regionBytes", regionBytes, headerBytes, memory.byteSize());
    long claimed = (int) U32.get(memory, header("headerBytes")) & 0xFFFF_FFFFL;
    requireWithin("headerBytes", claimed, headerBytes, regionBytes);
    this.lanes = readLanes();
    this.catalogueOffset = u64("catalogueOffset");
    this.catalogueBytes = u64("catalogueBytes");
    requireSpan("catalogueOffset", catalogueOffset, catalogueBytes);
    CatalogueCodec.read(memory, catalogueOffset, catalogueBytes);
    this.arenaOffset = u64("arenaOffset");
    this.arenaBytes = u64("arenaBytes");
    requireSpan("arenaOffset", arenaOffset, arenaBytes);
    this.features = u64("features");
  }

  /**
   * Checks a mapping and reads what the host wrote once.
   *
   * <p><b>Errors:</b> {@link RegionException} says which field is wrong.
   */
  public static GuestRegion open(MemorySegment memory) throws RegionException {
    requireVersion(memory);
    // SYNC: pairs with HostRegion.publish; the header, directory and catalogue are visible.
    int state = (int) U32.getAcquire(memory, STATE);
    if (state != RegionState.READY.code()) {
      throw new RegionException(
          RegionException.Kind.NOT_READY,
          "region state: %d (expected: %d, ready)".formatted(state, RegionState.READY.code()));
    }
    return new GuestRegion(memory);
  }

  /** <b>Errors:</b> {@link RegionException} where a mapping is no region of this major version. */
  static void requireVersion(MemorySegment memory) throws RegionException {
    if (memory.byteSize() < Layouts.REGION_HEADER.byteSize()) {
      throw RegionException.corrupt(
          "size", memory.byteSize(), "at least " + Layouts.REGION_HEADER.byteSize());
    }
    long magic = (long) U64.get(memory, header("magic"));
    if (magic != Wire.MAGIC) {
      throw new RegionException(
          RegionException.Kind.NOT_A_REGION,
          "region magic: 0x%016x (expected: 0x%016x)".formatted(magic, Wire.MAGIC));
    }
    int major = (short) U16.get(memory, header("versionMajor")) & 0xFFFF;
    int minor = (short) U16.get(memory, header("versionMinor")) & 0xFFFF;
    if (major != Wire.VERSION_MAJOR) {
      throw new RegionException(
          RegionException.Kind.VERSION_MISMATCH,
          "region wire version: %d.%d (expected: %d.x)"
              .formatted(major, minor, Wire.VERSION_MAJOR));
    }
  }

  private List<LaneGeometry> readLanes() throws RegionException {
    int count = (int) U32.get(memory, header("laneCount"));
    requireWithin("laneCount", count & 0xFFFF_FFFFL, 1, Wire.MAX_LANES);
    long directory = u64("laneDirectoryOffset");
    long entryBytes = Layouts.LANE_DIRECTORY_ENTRY.byteSize();
    requireSpan("laneDirectoryOffset", directory, count * entryBytes);
    List<LaneGeometry> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(readLane("lanes[" + i + "].", directory + i * entryBytes));
    }
    return List.copyOf(found);
  }

  private LaneGeometry readLane(String place, long at) throws RegionException {
    long control = (long) U64.get(memory, at + directory("controlOffset"));
    long submissions = (long) U64.get(memory, at + directory("submissionEntriesOffset"));
    long completions = (long) U64.get(memory, at + directory("completionEntriesOffset"));
    int submissionCapacity = (int) U32.get(memory, at + directory("submissionCapacity"));
    int completionCapacity = (int) U32.get(memory, at + directory("completionCapacity"));
    int vector = (int) U32.get(memory, at + directory("vector"));
    requireCapacity(place + "submissionCapacity", submissionCapacity);
    requireCapacity(place + "completionCapacity", completionCapacity);
    requireSpan(place + "controlOffset", control, Layouts.LANE_CONTROL.byteSize());
    requireSpan(
        place + "submissionEntriesOffset", submissions, submissionCapacity * Queues.ENTRY_BYTES);
    requireSpan(
        place + "completionEntriesOffset", completions, completionCapacity * Queues.ENTRY_BYTES);
    requireWithin(place + "vector", vector & 0xFFFF_FFFFL, 0, Wire.MAX_LANES - 1);
    return new LaneGeometry(
        control, submissions, completions, submissionCapacity, completionCapacity, vector);
  }

  private void requireSpan(String place, long offset, long sizeBytes) throws RegionException {
    if (offset < 0
        || sizeBytes < 0
        || sizeBytes > regionBytes
        || offset > regionBytes - sizeBytes) {
      throw RegionException.corrupt(
          place, offset, "inside the region of " + regionBytes + " bytes");
    }
    if (offset % 64 != 0) {
      throw RegionException.corrupt(place, offset, "a multiple of 64");
    }
  }

  private static void requireCapacity(String place, int capacity) throws RegionException {
    if (!Wire.isQueueCapacity(capacity)) {
      throw RegionException.corrupt(place, capacity & 0xFFFF_FFFFL, "power of two in 2..65536");
    }
  }

  private static void requireWithin(String place, long value, long min, long max)
      throws RegionException {
    if (value < min || value > max) {
      throw RegionException.corrupt(place, value, min + ".." + max);
    }
  }

  /** The whole mapping. */
  public MemorySegment memory() {
    return memory;
  }

  /** The lanes, in order. */
  public List<LaneGeometry> lanes() {
    return lanes;
  }

  /** Whether the host takes cancel entries. */
  public boolean offersCancellation() {
    return (features & Wire.FEATURE_CANCELLATION) != 0;
  }

  /** Whether a call may ask for a device. */
  public boolean offersDevices() {
    return (features & Wire.FEATURE_DEVICE) != 0;
  }

  /**
   * The functions and devices as they are now. Ask for {@link #catalogueGeneration} first: what is
   * read after it is at least as new.
   *
   * <p><b>Errors:</b> {@link RegionException} says which field is wrong.
   */
  public Catalogue catalogue() throws RegionException {
    return CatalogueCodec.read(memory, catalogueOffset, catalogueBytes);
  }

  /** Grows when the {@link #catalogue} changes. */
  public long catalogueGeneration() {
    return CatalogueCodec.generation(memory, catalogueOffset);
  }

  /** Offset of the payload arena. */
  public long arenaOffset() {
    return arenaOffset;
  }

  /** Size of the payload arena. */
  public long arenaBytes() {
    return arenaBytes;
  }

  /** The host's id, under which a VM rings it. */
  public int hostPeerId() {
    return (int) U32.get(memory, header("hostPeerId"));
  }

  /** How often this peer's region has been laid out, as it stands now. */
  public long generation() {
    return (long) U64.getOpaque(memory, header("generation"));
  }

  /** How many vectors the lanes use. */
  public int vectors() {
    return 1 + lanes.stream().mapToInt(LaneGeometry::vector).max().orElse(0);
  }

  /** What the region is good for now. <b>Errors:</b> an unknown state counts as draining. */
  public RegionState state() {
    int code = (int) U32.getAcquire(memory, STATE);
    return code >= 0 && code < STATES.length ? STATES[code] : RegionState.DRAINING;
  }

  /** Whether the host serves a lane. <b>Errors:</b> an unknown state counts as closed. */
  public LaneState laneState(int lane) {
    // SYNC: pairs with HostRegion.setLaneState; the reason is visible with the state.
    int code = (int) U32.getAcquire(memory, lanes.get(lane).controlOffset() + Queues.LANE_STATE);
    return code >= 0 && code < LANE_STATES.length ? LANE_STATES[code] : LaneState.CLOSED;
  }

  private long u64(String field) {
    return (long) U64.get(memory, header(field));
  }

  private static long header(String field) {
    return Wire.offset(Layouts.REGION_HEADER, field);
  }

  private static long directory(String field) {
    return Wire.offset(Layouts.LANE_DIRECTORY_ENTRY, field);
  }
}
