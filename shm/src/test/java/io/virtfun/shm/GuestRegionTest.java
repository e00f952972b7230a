package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.RegionException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a guest accepts as a region, and what it says of one that is not. */
class GuestRegionTest {
  private static final int LANES = 3;

  private final Arena arena = Arena.ofAuto();
  private HostRegion host;
  private MemorySegment memory;

  @BeforeEach
  void layOut() {
    host = TestRegions.ready(arena, LANES, 8);
    memory = host.memory();
  }

  @Test
  void shouldReadWhatHostWrote() throws RegionException {
    GuestRegion guest = GuestRegion.open(memory);
    RegionGeometry geometry = host.geometry();
    assertSame(memory, guest.memory());
    assertEquals(List.of(geometry.lane(0), geometry.lane(1), geometry.lane(2)), guest.lanes());
    assertEquals(TestRegions.CATALOGUE, guest.catalogue());
    assertEquals(geometry.arenaOffset(), guest.arenaOffset());
    assertEquals(geometry.arenaBytes(), guest.arenaBytes());
    assertEquals(0, guest.hostPeerId());
    assertEquals(1, guest.generation());
    assertEquals(RegionState.READY, guest.state());
  }

  @Test
  void shouldAcceptMappingLongerThanRegion() throws RegionException {
    MemorySegment longer = arena.allocate(memory.byteSize() * 2, 4096);
    longer.copyFrom(memory);
    assertEquals(host.geometry().arenaBytes(), GuestRegion.open(longer).arenaBytes());
  }

  @Test
  void shouldAcceptNewerMinorVersion() throws RegionException {
    header("versionMinor", 0xFFFF);
    assertEquals(LANES, GuestRegion.open(memory).lanes().size());
  }

  @Test
  void shouldIgnoreReservedFieldsAndUnknownFeatures() throws RegionException {
    header("features", -1);
    memory.asSlice(Wire.offset(Layouts.REGION_HEADER, "reserved0"), 36).fill((byte) -1);
    memory.asSlice(Wire.offset(Layouts.REGION_HEADER, "reservedGuest"), 120).fill((byte) -1);
    assertEquals(LANES, GuestRegion.open(memory).lanes().size());
  }

  @Test
  void shouldFollowStates() throws RegionException {
    GuestRegion guest = GuestRegion.open(memory);
    assertEquals(LaneState.CLOSED, guest.laneState(1));
    host.setLaneState(1, LaneState.OPEN, QuarantineReason.NONE);
    assertEquals(LaneState.OPEN, guest.laneState(1));
    host.setLaneState(1, LaneState.QUARANTINED, QuarantineReason.COMPLETION_HEAD);
    assertEquals(LaneState.QUARANTINED, guest.laneState(1));
    long control = host.geometry().lane(1).controlOffset();
    assertEquals(2, Fields.get(memory, control, Layouts.LANE_CONTROL, "quarantineReason"));
    Fields.set(memory, control, Layouts.LANE_CONTROL, "laneState", 3);
    assertEquals(LaneState.CLOSED, guest.laneState(1), "an unknown state");
    host.publish(RegionState.DRAINING);
    assertEquals(RegionState.DRAINING, guest.state());
    header("state", 0xFFFF_FFFFL);
    assertEquals(RegionState.DRAINING, guest.state(), "an unknown state");
  }

  @Test
  void shouldRefuseMappingSmallerThanHeader() {
    long least = Layouts.REGION_HEADER.byteSize();
    refused(
        memory.asSlice(0, least - 1), Kind.CORRUPT, "region size: 383 (expected: at least 384)");
    refused(memory.asSlice(0, 0), Kind.CORRUPT, "region size: 0 (expected: at least 384)");
  }

  @Test
  void shouldRefuseMappingSmallerThanRegion() {
    long size = memory.byteSize();
    refused(
        memory.asSlice(0, size - 4096),
        Kind.CORRUPT,
        "region regionBytes: %d (expected: 384..%d)".formatted(size, size - 4096));
  }

  /** A field of the header or of a directory entry that no host writes so. */
  record Corruption(StructLayout layout, String field, long value, Kind kind, String expected) {
    @Override
    public String toString() {
      return layout.name().orElseThrow() + "." + field + " = " + Long.toUnsignedString(value);
    }
  }

  static List<Corruption> corruptions() {
    List<Corruption> all = new ArrayList<>();
    header(all, "magic", 0, Kind.NOT_A_REGION, "magic: 0x0000000000000000 (expected: 0x004e554");
    header(all, "magic", Wire.MAGIC + 1, Kind.NOT_A_REGION, "magic: 0x004e554654524957");
    header(all, "versionMajor", 0, Kind.VERSION_MISMATCH, "version: 0.4 (expected: 1.x)");
    header(all, "versionMajor", 2, Kind.VERSION_MISMATCH, "version: 2.4 (expected: 1.x)");
    header(all, "state", 0, Kind.NOT_READY, "state: 0 (expected: 1, ready)");
    header(all, "state", 2, Kind.NOT_READY, "state: 2 (expected: 1, ready)");
    header(all, "state", 3, Kind.NOT_READY, "state: 3 (expected: 1, ready)");
    for (long headerBytes : List.of(0L, 383L, 0xFFFF_FFFFL)) {
      header(all, "headerBytes", headerBytes, Kind.CORRUPT, "headerBytes: " + headerBytes);
    }
    for (long regionBytes : List.of(0L, 383L, 1L << 40, -1L)) {
      header(all, "regionBytes", regionBytes, Kind.CORRUPT, "regionBytes: ");
    }
    for (long laneCount : List.of(0L, 65L, 0xFFFF_FFFFL)) {
      header(all, "laneCount", laneCount, Kind.CORRUPT, "laneCount: " + laneCount);
    }
    for (String offset : List.of("laneDirectoryOffset", "catalogueOffset", "arenaOffset")) {
      for (long value : List.of(-64L, 4096L + 1, 4096L + 32, 1L << 17, Long.MAX_VALUE - 63)) {
        header(all, offset, value, Kind.CORRUPT, offset + ": " + Long.toUnsignedString(value));
      }
    }
    for (long bytes : List.of(0L, 63L, -1L, 1L << 17)) {
      header(all, "catalogueBytes", bytes, Kind.CORRUPT, "catalogue");
    }
    for (long bytes : List.of(-1L, 1L << 17, Long.MAX_VALUE)) {
      header(all, "arenaBytes", bytes, Kind.CORRUPT, "arenaOffset: ");
    }
    for (String field :
        List.of("controlOffset", "submissionEntriesOffset", "completionEntriesOffset")) {
      for (long value : List.of(-64L, 8192L + 8, (1L << 17) - 64, Long.MIN_VALUE)) {
        directory(all, field, value);
      }
    }
    for (String field : List.of("submissionCapacity", "completionCapacity")) {
      for (long value : List.of(0L, 1L, 3L, 100L, 131_072L, 1L << 31, 0xFFFF_FFFFL)) {
        directory(all, field, value);
      }
      directory(all, field, 65_536, field.replace("Capacity", "EntriesOffset"));
    }
    directory(all, "vector", 64);
    directory(all, "vector", 0xFFFF_FFFFL);
    return all;
  }

  private static void header(
      List<Corruption> all, String field, long value, Kind kind, String expected) {
    all.add(new Corruption(Layouts.REGION_HEADER, field, value, kind, "region " + last(expected)));
  }

  private static String last(String expected) {
    return expected.startsWith("version:") ? "wire " + expected : expected;
  }

  private static void directory(List<Corruption> all, String field, long value) {
    directory(all, field, value, field + ": " + Long.toUnsignedString(value));
  }

  private static void directory(List<Corruption> all, String field, long value, String expected) {
    String message = "region lanes[1]." + expected;
    all.add(new Corruption(Layouts.LANE_DIRECTORY_ENTRY, field, value, Kind.CORRUPT, message));
  }

  @ParameterizedTest
  @MethodSource("corruptions")
  void shouldRefuseWhenFieldIsCorrupt(Corruption corruption) {
    long base =
        corruption.layout().equals(Layouts.REGION_HEADER)
            ? 0
            : host.geometry().laneDirectoryOffset() + Layouts.LANE_DIRECTORY_ENTRY.byteSize();
    Fields.set(memory, base, corruption.layout(), corruption.field(), corruption.value());
    refused(memory, corruption.kind(), corruption.expected());
  }

  private void header(String field, long value) {
    Fields.set(memory, 0, Layouts.REGION_HEADER, field, value);
  }

  private static void refused(MemorySegment mapping, Kind kind, String message) {
    RegionException e = assertThrows(RegionException.class, () -> GuestRegion.open(mapping));
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
    assertTrue(e.getMessage().contains("(expected: "), e.getMessage());
  }
}
