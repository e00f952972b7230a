package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a completion queue, and a guest whose head is impossible. */
class CompletionQueueTest {
  private static final int CORRUPT = CompletionProducer.CORRUPT;

  private final Arena arena = Arena.ofAuto();
  private final CompletionEntry entry = new CompletionEntry();
  private MemorySegment region;
  private LaneGeometry lane;
  private CompletionProducer host;
  private CompletionConsumer guest;

  private void open(int capacity, long position) {
    HostRegion hostRegion = TestRegions.ready(arena, 1, capacity);
    region = hostRegion.memory();
    lane = hostRegion.geometry().lane(0);
    head(position);
    Fields.set(region, lane.controlOffset(), Layouts.LANE_CONTROL, "completionTail", position);
    host =
        position == 0
            ? hostRegion.completions(0)
            : new CompletionProducer(
                region,
                lane,
                position,
                new Wakeup.Signaller(region, lane.controlOffset() + Queues.COMPLETION_WAKEUP));
    guest = new CompletionConsumer(region, lane);
  }

  private void head(long position) {
    Fields.set(region, lane.controlOffset(), Layouts.LANE_CONTROL, "completionHead", position);
  }

  private void complete(long id) {
    entry.correlationId = id;
    host.write(entry);
  }

  private void assertTakes(long id) {
    guest.take(entry);
    assertEquals(id, entry.correlationId);
  }

  @Test
  void shouldShowEntriesOncePublished() {
    open(4, 0);
    assertEquals(0, guest.available());
    complete(1);
    complete(2);
    assertEquals(0, guest.available());
    assertEquals(2, host.free());
    host.publish();
    assertEquals(2, guest.available());
    assertTakes(1);
    assertTakes(2);
    assertEquals(0, guest.available());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256, 65_536})
  void shouldHoldExactlyItsCapacity(int capacity) {
    open(capacity, 0);
    for (int id = 0; id < capacity; id++) {
      assertEquals(capacity - id, host.free());
      complete(id);
    }
    assertEquals(0, host.free());
    host.publish();
    assertEquals(capacity, guest.available());
    assertTakes(0);
    assertEquals(0, host.free(), "taken, but not released");
    guest.release();
    assertEquals(1, host.free());
    complete(capacity);
    host.publish();
    for (int id = 1; id <= capacity; id++) {
      assertTakes(id);
    }
    guest.release();
    assertEquals(capacity, host.free());
  }

  /** Positions grow modulo 2^64; the index follows. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3, 0x7FFF_FFFEL, 0xFFFF_FFFEL})
  void shouldCarryOnWhenPositionsWrap(long start) {
    open(4, start);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 3; i++) {
        complete(10 * round + i);
      }
      host.publish();
      assertEquals(3, guest.available());
      for (int i = 0; i < 3; i++) {
        assertTakes(10 * round + i);
      }
      guest.release();
      assertEquals(4, host.free());
    }
    long head = Fields.get(region, lane.controlOffset(), Layouts.LANE_CONTROL, "completionHead");
    assertEquals(start + 30, head);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3})
  void shouldReportHeadPastTail(long start) {
    open(4, start);
    complete(1);
    host.publish();
    for (long ahead : new long[] {2, 5, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      head(start + ahead);
      assertEquals(CORRUPT, host.free(), "ahead by " + ahead);
    }
    head(start + 1);
    assertEquals(4, host.free());
  }

  @Test
  void shouldReportHeadPastPublishedTail() {
    open(4, 0);
    complete(1);
    host.publish();
    complete(2);
    head(2);
    assertEquals(CORRUPT, host.free(), "the second entry is not published");
    host.publish();
    assertEquals(4, host.free());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2, -3})
  void shouldReportHeadThatMovedBack(long start) {
    open(4, start);
    for (int id = 0; id < 3; id++) {
      complete(id);
    }
    host.publish();
    head(start + 2);
    assertEquals(3, host.free());
    head(start + 1);
    assertEquals(CORRUPT, host.free());
    head(start);
    assertEquals(CORRUPT, host.free());
    head(start + 2);
    assertEquals(3, host.free());
  }

  @Test
  void shouldTellToRingWhenGuestAsks() {
    open(4, 0);
    complete(1);
    assertFalse(host.publish());
    assertTakes(1);
    assertEquals(0, guest.arm());
    complete(2);
    assertTrue(host.publish());
    complete(3);
    assertFalse(host.publish(), "asked once, rung once");
    guest.disarm();
    assertEquals(2, guest.arm());
    guest.disarm();
    complete(4);
    assertFalse(host.publish());
  }

  @Test
  void shouldCarryOnWithNewConsumerWhereQueueStands() {
    open(4, 0);
    complete(1);
    complete(2);
    host.publish();
    assertTakes(1);
    guest.release();
    guest.arm();
    guest = new CompletionConsumer(region, lane);
    assertEquals(1, guest.available());
    assertTakes(2);
    guest.disarm();
    complete(3);
    assertFalse(host.publish(), "the new consumer took back what the old one asked");
  }
}
