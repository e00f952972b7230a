package io.virtfun.shm;

/**
 * Where everything lies in a region of a given size, as the host lays it out: header, lane
 * directory, lanes, catalogue, arena.
 *
 * @param regionBytes size of the region; a power of two, since it can become a PCI BAR
 * @param laneCount 1..{@value Wire#MAX_LANES}
 * @param queueCapacity entries in each submission and in each completion queue
 * @param catalogueBytes size of the catalogue
 */
public record RegionGeometry(
    long regionBytes, int laneCount, int queueCapacity, long catalogueBytes) {
  private static final long PAGE_BYTES = 4096;

  /** Smallest arena worth having. */
  public static final long MIN_ARENA_BYTES = 64 * 1024;

  /** Checks all. <b>Errors:</b> {@link IllegalArgumentException} names value and expectation. */
  public RegionGeometry {
    if (Long.bitCount(regionBytes) != 1 || regionBytes < 0) {
      throw new IllegalArgumentException(
          "region size: " + regionBytes + " bytes (expected: a power of two)");
    }
    if (laneCount < 1 || laneCount > Wire.MAX_LANES) {
      throw new IllegalArgumentException("lanes: " + laneCount + " (expected: 1..64)");
    }
    if (!Wire.isQueueCapacity(queueCapacity)) {
      throw new IllegalArgumentException(
          "queue capacity: " + queueCapacity + " (expected: power of two in 2..65536)");
    }
    long fixed = arenaOffset(laneCount, queueCapacity, catalogueBytes);
    if (regionBytes - fixed < MIN_ARENA_BYTES) {
      throw new IllegalArgumentException(
          "region size: %d bytes (expected: at least %d for %d lanes of %d entries)"
              .formatted(
                  regionBytes,
                  Long.highestOneBit(fixed + MIN_ARENA_BYTES - 1) << 1,
                  laneCount,
                  queueCapacity));
    }
  }

  private static long pages(long bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }

  private static long arenaOffset(int laneCount, int queueCapacity, long catalogueBytes) {
    return catalogueOffset(laneCount, queueCapacity) + pages(catalogueBytes);
  }

  private static long catalogueOffset(int laneCount, int queueCapacity) {
    return lanesOffset(laneCount) + laneCount * laneBytes(queueCapacity);
  }

  private static long lanesOffset(int laneCount) {
    return PAGE_BYTES + pages(laneCount * Layouts.LANE_DIRECTORY_ENTRY.byteSize());
  }

  private static long laneBytes(int queueCapacity) {
    return pages(
        Layouts.LANE_CONTROL.byteSize()
            + queueCapacity * Layouts.SUBMISSION_ENTRY.byteSize()
            + queueCapacity * Layouts.COMPLETION_ENTRY.byteSize());
  }

  /** Offset of the lane directory. */
  public long laneDirectoryOffset() {
    return PAGE_BYTES;
  }

  /** Where lane {@code index} lies. */
  public LaneGeometry lane(int index) {
    long control = lanesOffset(laneCount) + index * laneBytes(queueCapacity);
    long submissions = control + Layouts.LANE_CONTROL.byteSize();
    long completions = submissions + queueCapacity * Layouts.SUBMISSION_ENTRY.byteSize();
    return new LaneGeometry(control, submissions, completions, queueCapacity, queueCapacity, index);
  }

  /** Offset of the catalogue. */
  public long catalogueOffset() {
    return catalogueOffset(laneCount, queueCapacity);
  }

  /** Offset of the payload arena. */
  public long arenaOffset() {
    return arenaOffset(laneCount, queueCapacity, catalogueBytes);
  }

  /** Size of the payload arena. */
  public long arenaBytes() {
    return regionBytes - arenaOffset();
  }
}
