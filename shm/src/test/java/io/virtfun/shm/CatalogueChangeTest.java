package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a guest sees of a catalogue that changes under its eyes. */
class CatalogueChangeTest {
  private static final Catalogue.Capacity ROOM = new Catalogue.Capacity(3, 3);
  private static final Catalogue.Function SHA256 = new Catalogue.Function(1, TestRegions.SHA256);
  private static final Catalogue.Device SOFTWARE = new Catalogue.Device(1, "software");

  private final Catalogue first = new Catalogue(List.of(SHA256), List.of(SOFTWARE), ROOM);
  private final RegionGeometry geometry = TestRegions.geometry(1, 4, first);
  private final MemorySegment memory = Arena.ofAuto().allocate(geometry.regionBytes(), 4096);
  private final HostRegion host = new HostRegion(memory, geometry, first, 0, 1);
  private GuestRegion guest;

  @BeforeEach
  void open() throws RegionException {
    host.publish(RegionState.READY);
    guest = GuestRegion.open(memory);
  }

  private static void assertLists(Catalogue expected, Catalogue found) {
    assertEquals(expected.functions(), found.functions());
    assertEquals(expected.devices(), found.devices());
  }

  private static Catalogue grown() {
    return new Catalogue(
        List.of(
            new Catalogue.Function(1, TestRegions.SHA256, true),
            new Catalogue.Function(2, TestRegions.EVERYTHING)),
        List.of(
            new Catalogue.Device(1, "software", true),
            new Catalogue.Device(2, "fpga"),
            new Catalogue.Device(3, "software")));
  }

  @Test
  void shouldBeginWithGenerationOne() throws RegionException {
    assertEquals(1, guest.catalogueGeneration());
    assertLists(first, guest.catalogue());
  }

  @Test
  void shouldShowWhatWasAddedAndWithdrawn() throws RegionException {
    host.catalogue(grown());

    assertEquals(2, guest.catalogueGeneration());
    assertLists(grown(), guest.catalogue());
  }

  @Test
  void shouldShowWhatCameBack() throws RegionException {
    host.catalogue(grown());
    Catalogue back =
        new Catalogue(
            List.of(SHA256, new Catalogue.Function(2, TestRegions.EVERYTHING, true)),
            List.of(
                SOFTWARE,
                new Catalogue.Device(2, "fpga", true),
                new Catalogue.Device(3, "software", true)));
    host.catalogue(back);

    assertEquals(3, guest.catalogueGeneration());
    assertLists(back, guest.catalogue());
  }

  @Test
  void shouldKeepChangesAndGenerationOverReset() throws RegionException {
    host.catalogue(grown());
    host.reset();
    host.publish(RegionState.READY);

    GuestRegion again = GuestRegion.open(memory);
    assertEquals(2, again.catalogueGeneration());
    assertLists(grown(), again.catalogue());
  }

  @Test
  void shouldRefuseMoreThanThereIsRoomForAndChangeNothing() throws RegionException {
    Catalogue tooMany =
        new Catalogue(
            List.of(SHA256),
            List.of(
                SOFTWARE,
                new Catalogue.Device(2, "a"),
                new Catalogue.Device(3, "b"),
                new Catalogue.Device(4, "c")));

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> host.catalogue(tooMany));
    assertEquals("catalogue: 1 functions, 4 devices (expected: at most 3, 3)", e.getMessage());
    assertEquals(1, guest.catalogueGeneration());
    assertLists(first, guest.catalogue());
  }

  @Test
  void shouldTouchNothingBehindTheCatalogue() {
    MemorySegment arena = memory.asSlice(geometry.arenaOffset());
    arena.fill((byte) 0x5A);
    host.catalogue(
        new Catalogue(
            List.of(
                SHA256,
                new Catalogue.Function(2, TestRegions.EVERYTHING),
                new Catalogue.Function(3, TestRegions.EVERYTHING)),
            List.of(SOFTWARE, new Catalogue.Device(2, "b"), new Catalogue.Device(3, "c"))));

    assertEquals(arena.byteSize(), count(arena, (byte) 0x5A));
  }

  private static long count(MemorySegment memory, byte value) {
    long found = 0;
    for (long i = 0; i < memory.byteSize(); i++) {
      found += memory.get(Wire.U8, i) == value ? 1 : 0;
    }
    return found;
  }
}
