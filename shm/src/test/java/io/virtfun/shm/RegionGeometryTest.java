package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the host divides a region. */
class RegionGeometryTest {
  /** A part of a region. */
  record Part(String name, long offset, long sizeBytes) {}

  @ParameterizedTest
  @CsvSource({"1, 2, 64", "1, 65536, 4096", "64, 2, 4097", "64, 256, 1000000", "3, 8, 5000"})
  void shouldPlacePartsOneAfterTheOtherOnPages(int lanes, int capacity, long catalogueBytes) {
    RegionGeometry geometry = new RegionGeometry(1L << 30, lanes, capacity, catalogueBytes);
    List<Part> parts = parts(geometry);
    for (int i = 1; i < parts.size(); i++) {
      Part before = parts.get(i - 1);
      Part part = parts.get(i);
      assertTrue(before.offset() + before.sizeBytes() <= part.offset(), before + " " + part);
    }
    for (Part part : parts) {
      assertEquals(0, part.offset() % (part.name().equals("entries") ? 64 : 4096), part::toString);
    }
    Part arena = parts.getLast();
    assertEquals(1L << 30, arena.offset() + arena.sizeBytes());
  }

  private static List<Part> parts(RegionGeometry geometry) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("header", 0, Layouts.REGION_HEADER.byteSize()));
    long directoryBytes = geometry.laneCount() * Layouts.LANE_DIRECTORY_ENTRY.byteSize();
    parts.add(new Part("directory", geometry.laneDirectoryOffset(), directoryBytes));
    for (int i = 0; i < geometry.laneCount(); i++) {
      LaneGeometry lane = geometry.lane(i);
      long entriesBytes = lane.submissionCapacity() * 64L;
      parts.add(new Part("control", lane.controlOffset(), Layouts.LANE_CONTROL.byteSize()));
      parts.add(new Part("entries", lane.submissionEntriesOffset(), entriesBytes));
      parts.add(new Part("entries", lane.completionEntriesOffset(), entriesBytes));
      assertEquals(i, lane.vector());
    }
    parts.add(new Part("catalogue", geometry.catalogueOffset(), geometry.catalogueBytes()));
    parts.add(new Part("arena", geometry.arenaOffset(), geometry.arenaBytes()));
    return parts;
  }

  @Test
  void shouldLeaveSmallestArena() {
    // Header, directory, one lane of two entries and a catalogue: a page each.
    long fixed = 4 * 4096;
    assertEquals((1 << 17) - fixed, new RegionGeometry(1 << 17, 1, 2, 64).arenaBytes());
    String message = refused(() -> new RegionGeometry(1 << 16, 1, 2, 64)).getMessage();
    assertEquals(
        "region size: 65536 bytes (expected: at least 131072 for 1 lanes of 2 entries)", message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 2", "-1, 1, 2", "-9223372036854775808, 1, 2", "1048577, 1, 2", "1048576, 0, 2",
    "1048576, 65, 2", "1048576, -1, 2", "1048576, 1, 0", "1048576, 1, 1", "1048576, 1, 3",
    "1073741824, 1, 131072", "1048576, 1, -2147483648", "1048576, 64, 256"
  })
  void shouldRefuse(long regionBytes, int lanes, int capacity) {
    String message =
        refused(() -> new RegionGeometry(regionBytes, lanes, capacity, 64)).getMessage();
    assertTrue(message.contains("(expected: "), message);
  }

  private static IllegalArgumentException refused(Runnable creation) {
    return assertThrows(IllegalArgumentException.class, creation::run);
  }

  @Test
  void shouldAdmitPowersOfTwoAsCapacities() {
    for (long capacity = -4; capacity <= 300_000; capacity++) {
      boolean power = capacity > 0 && (capacity & (capacity - 1)) == 0;
      boolean expected = power && capacity >= 2 && capacity <= 65_536;
      assertEquals(expected, Wire.isQueueCapacity(capacity), Long.toString(capacity));
    }
  }
}
