package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a submission queue, and a guest whose tail is impossible. */
class SubmissionQueueTest {
  private static final int CORRUPT = SubmissionConsumer.CORRUPT;

  private final Arena arena = Arena.ofAuto();
  private final SubmissionEntry entry = new SubmissionEntry();
  private MemorySegment region;
  private LaneGeometry lane;
  private SubmissionProducer guest;
  private SubmissionConsumer host;

  private void open(int capacity, long position) {
    HostRegion hostRegion = TestRegions.ready(arena, 1, capacity);
    region = hostRegion.memory();
    lane = hostRegion.geometry().lane(0);
    tail(position);
    Fields.set(region, lane.controlOffset(), Layouts.LANE_CONTROL, "submissionHead", position);
    guest = new SubmissionProducer(region, lane);
    host =
        position == 0
            ? hostRegion.submissions(0)
            : new SubmissionConsumer(
                region,
                lane,
                position,
                new Wakeup.Sleeper(region, lane.controlOffset() + Queues.SUBMISSION_WAKEUP));
  }

  private void tail(long position) {
    Fields.set(region, lane.controlOffset(), Layouts.LANE_CONTROL, "submissionTail", position);
  }

  private boolean submit(long id) {
    return guest.offer(entry.set(id, 1, 0, 0));
  }

  private void assertTakes(long id) {
    host.take(entry);
    assertEquals(id, entry.correlationId());
  }

  @Test
  void shouldShowEntriesOncePublished() {
    open(4, 0);
    assertEquals(0, host.available());
    assertTrue(submit(1));
    assertTrue(submit(2));
    assertEquals(0, host.available());
    guest.publish();
    assertEquals(2, host.available());
    assertTakes(1);
    assertEquals(1, host.available());
    assertTakes(2);
    assertEquals(0, host.available());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256, 65_536})
  void shouldHoldExactlyItsCapacity(int capacity) {
    open(capacity, 0);
    for (int id = 0; id < capacity; id++) {
      assertTrue(submit(id), "entry " + id);
    }
    assertFalse(submit(capacity));
    guest.publish();
    assertEquals(capacity, host.available());
    assertTakes(0);
    assertFalse(submit(capacity), "taken, but not released");
    host.release();
    assertTrue(submit(capacity));
    assertFalse(submit(capacity + 1));
    guest.publish();
    for (int id = 1; id <= capacity; id++) {
      assertTakes(id);
    }
    assertEquals(0, host.available());
  }

  /** Positions grow modulo 2^64; the index follows. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3, 0x7FFF_FFFEL, 0xFFFF_FFFEL})
  void shouldCarryOnWhenPositionsWrap(long start) {
    open(4, start);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 3; i++) {
        assertTrue(submit(10 * round + i));
      }
      guest.publish();
      assertEquals(3, host.available());
      for (int i = 0; i < 3; i++) {
        assertTakes(10 * round + i);
      }
      host.release();
    }
    long tail = Fields.get(region, lane.controlOffset(), Layouts.LANE_CONTROL, "submissionTail");
    assertEquals(start + 30, tail);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3})
  void shouldReportTailAheadOfCapacity(long start) {
    open(4, start);
    for (long ahead : new long[] {5, 6, 1 << 20, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      tail(start + ahead);
      assertEquals(CORRUPT, host.available(), "ahead by " + ahead);
      assertEquals(CORRUPT, host.arm(), "ahead by " + ahead);
    }
    tail(start + 4);
    assertEquals(4, host.available());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3})
  void shouldReportTailThatMovedBack(long start) {
    open(4, start);
    tail(start + 3);
    assertEquals(3, host.available());
    tail(start + 2);
    assertEquals(CORRUPT, host.available(), "back, though ahead of the head");
    tail(start + 3);
    assertTakes(0);
    assertTakes(0);
    tail(start + 1);
    assertEquals(CORRUPT, host.available(), "behind the head");
    tail(start);
    assertEquals(CORRUPT, host.available(), "back to the start");
  }

  @Test
  void shouldCountFromWhatWasTakenWhenNotYetReleased() {
    open(4, 0);
    tail(4);
    assertEquals(4, host.available());
    assertTakes(0);
    tail(5);
    assertEquals(4, host.available());
    tail(6);
    assertEquals(CORRUPT, host.available());
  }

  @Test
  void shouldReadEachEntryOnce() {
    open(4, 0);
    submit(1);
    guest.publish();
    host.take(entry);
    region.asSlice(lane.submissionEntriesOffset(), 64).fill((byte) -1);
    assertEquals(1, entry.correlationId());
    assertEquals(-1, entry.firstReservedViolation(0));
  }

  @Test
  void shouldCarryOnWithNewProducerWhereQueueStands() {
    open(4, 0);
    submit(1);
    guest.publish();
    guest = new SubmissionProducer(region, lane);
    submit(2);
    guest.publish();
    assertEquals(2, host.available());
    assertTakes(1);
    assertTakes(2);
  }

  @Test
  void shouldTellToRingWhenHostAsks() {
    open(4, 0);
    submit(1);
    assertFalse(guest.publish());
    host.take(entry);
    assertEquals(0, host.arm());
    submit(2);
    assertTrue(guest.publish());
    submit(3);
    assertFalse(guest.publish(), "asked once, rung once");
    host.disarm();
    assertEquals(2, host.arm());
    host.disarm();
    submit(4);
    assertFalse(guest.publish());
  }
}
