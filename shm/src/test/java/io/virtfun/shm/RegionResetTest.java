package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.RegionException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegionResetTest {
  private static final int LANES = 2;

  private final Arena arena = Arena.ofAuto();
  private HostRegion host;
  private MemorySegment memory;

  @BeforeEach
  void layOut() {
    host = TestRegions.ready(arena, LANES, 4);
    memory = host.memory();
  }

  @Test
  void shouldNotAskBeforeGuestDoes() {
    assertFalse(host.isResetRequested());
  }

  @Test
  void shouldBeAnsweredOnlyByItsOwnAnswer() throws RegionException {
    RegionReset first = RegionReset.request(memory);
    assertTrue(host.isResetRequested());
    long request = host.resetRequest();
    RegionReset second = RegionReset.request(memory);
    host.answerReset(request);
    assertTrue(first.isAnswered());
    assertFalse(second.isAnswered());
    assertTrue(host.isResetRequested(), "the second request");
    host.answerReset(host.resetRequest());
    assertTrue(second.isAnswered());
    assertFalse(host.isResetRequested());
  }

  @Test
  void shouldNotTakeAnOldAnswerForItsOwn() throws RegionException {
    Fields.set(memory, 0, Layouts.REGION_HEADER, "resetAnswered", 8);
    Fields.set(memory, 0, Layouts.REGION_HEADER, "resetRequest", 7);
    assertFalse(RegionReset.request(memory).isAnswered());
  }

  @Test
  void shouldNotAskWithZeroWhenRequestsWrap() throws RegionException {
    Fields.set(memory, 0, Layouts.REGION_HEADER, "resetRequest", -1);
    RegionReset.request(memory);
    assertNotEquals(0, host.resetRequest());
    assertNotEquals(-1, host.resetRequest());
  }

  /** As a program leaves it that died in the midst of its calls, or that wrote anywhere. */
  @Test
  void shouldGiveAFreshRegionWhateverTheLastProgramLeft() throws RegionException {
    MemorySegment fresh = arena.allocate(memory.byteSize(), 4096).copyFrom(memory);
    RegionGeometry geometry = host.geometry();
    memory.asSlice(geometry.catalogueOffset(), geometry.catalogueBytes()).fill((byte) 0x5A);
    for (int i = 0; i < LANES; i++) {
      memory
          .asSlice(geometry.lane(i).controlOffset(), Layouts.LANE_CONTROL.byteSize())
          .fill((byte) 0x5A);
    }
    memory.asSlice(geometry.laneDirectoryOffset(), 36).fill((byte) 0x5A);
    Fields.set(memory, 0, Layouts.REGION_HEADER, "laneCount", 99);
    Fields.set(memory, 0, Layouts.REGION_HEADER, "features", -1);
    RegionReset reset = RegionReset.request(memory);
    long request = host.resetRequest();

    host.reset();
    assertEquals(Kind.NOT_READY, refusal().kind(), "before it is published");
    host.publish(RegionState.READY);
    host.answerReset(request);

    assertTrue(reset.isAnswered());
    assertEquals(2, GuestRegion.open(memory).generation());
    Fields.set(memory, 0, Layouts.REGION_HEADER, "generation", 1);
    Fields.set(memory, 0, Layouts.REGION_HEADER, "resetRequest", 0);
    Fields.set(memory, 0, Layouts.REGION_HEADER, "resetAnswered", 0);
    assertEquals(-1, fresh.mismatch(memory));
  }

  private RegionException refusal() {
    return assertThrows(RegionException.class, () -> GuestRegion.open(memory));
  }

  @Test
  void shouldNotWriteToWhatIsNoRegion() {
    Fields.set(memory, 0, Layouts.REGION_HEADER, "magic", 1);
    RegionException e = assertThrows(RegionException.class, () -> RegionReset.request(memory));
    assertEquals(Kind.NOT_A_REGION, e.kind());
    assertEquals(0, Fields.get(memory, 0, Layouts.REGION_HEADER, "resetRequest"));
  }

  @Test
  void shouldRefuseAHostThatKnowsNoReset() {
    Fields.set(memory, 0, Layouts.REGION_HEADER, "versionMinor", 0);
    RegionException e = assertThrows(RegionException.class, () -> RegionReset.request(memory));
    assertEquals(Kind.VERSION_MISMATCH, e.kind());
    assertEquals(
        "region wire version: 1.0 (expected: at least 1.1, for its reset)", e.getMessage());
  }
}
