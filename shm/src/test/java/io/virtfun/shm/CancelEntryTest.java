package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/**
 * Cancel entries: what they look like, and how a host sees them before it can take what is first.
 */
class CancelEntryTest {
  private final HostRegion region = TestRegions.ready(Arena.ofAuto(), 1, 4);
  private final LaneGeometry lane = region.geometry().lane(0);
  private final SubmissionProducer guest = new SubmissionProducer(region.memory(), lane);
  private final SubmissionConsumer host = region.submissions(0);
  private final SubmissionEntry entry = new SubmissionEntry();

  private void call(long id) {
    assertTrue(guest.offer(entry.set(id, 1, 0, 0)));
    guest.publish();
  }

  private void cancel(long id) {
    assertTrue(guest.offer(entry.cancel(id)));
    guest.publish();
  }

  @Test
  void shouldHoldNothingButFlagAndId() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    memory.fill((byte) -1);
    entry.set(1, 1, 1, 1).output(1, 1).priority(3).timeToLiveMicros(9).cancel(-2);
    entry.copyTo(memory, 0);
    assertEquals(-2, Fields.get(memory, 0, Layouts.SUBMISSION_ENTRY, "correlationId"));
    assertEquals(2, Fields.get(memory, 0, Layouts.SUBMISSION_ENTRY, "flags"));
    for (int at = 8; at < 64; at++) {
      assertEquals(at == 12 ? 2 : 0, memory.get(Wire.U8, at), "at " + at);
    }
    assertTrue(entry.isCancel());
  }

  @Test
  void shouldNotBeOneWhenAnyOtherByteIsSet() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    for (int at = 8; at < 64; at++) {
      entry.cancel(7).copyTo(memory, 0);
      memory.set(Wire.U8, at, (byte) (memory.get(Wire.U8, at) | 0x40));
      entry.copyFrom(memory, 0);
      assertFalse(entry.isCancel(), "at " + at);
      assertTrue(entry.hasCancelFlag());
    }
    assertFalse(entry.set(7, 0, 0, 0).isCancel());
    assertFalse(entry.hasCancelFlag());
  }

  @Test
  void shouldCarryPriorityAndTimeToLive() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    entry.set(1, 1, 0, 0).priority(3).timeToLiveMicros(0xFFFF_FFFEL).copyTo(memory, 0);
    assertEquals(3, Fields.get(memory, 0, Layouts.SUBMISSION_ENTRY, "priority"));
    assertEquals(0xFFFF_FFFEL, Fields.get(memory, 0, Layouts.SUBMISSION_ENTRY, "timeToLiveMicros"));
    entry.copyFrom(memory, 0);
    assertEquals(3, entry.priority());
    assertEquals(0xFFFF_FFFEL, entry.timeToLiveMicros());
    assertEquals(-1, entry.firstReservedViolation(0));
  }

  @Test
  void shouldTakeTheFirstEntryOnlyWhenItCancels() {
    cancel(1);
    call(2);
    assertEquals(2, host.available());
    assertTrue(host.takeCancel(entry));
    assertEquals(1, entry.correlationId());
    assertFalse(host.takeCancel(entry));
    host.take(entry);
    assertEquals(2, entry.correlationId());
  }

  @Test
  void shouldSeeEachEntryBehindTheFirstOnce() {
    call(1);
    cancel(2);
    call(3);
    host.available();
    assertEquals(3, host.unseen());
    assertFalse(host.lookAhead(entry));
    assertTrue(host.lookAhead(entry));
    assertEquals(2, entry.correlationId());
    assertFalse(host.lookAhead(entry));
    assertEquals(0, host.unseen());
    cancel(4);
    host.available();
    assertEquals(1, host.unseen());

    host.take(entry);
    assertEquals(1, entry.correlationId(), "what was seen stays in the queue");
    assertTrue(host.wasSeen());
    assertEquals(1, host.unseen());
    host.take(entry);
    host.take(entry);
    assertTrue(host.wasSeen());
    host.take(entry);
    assertFalse(host.wasSeen());
    assertEquals(0, host.unseen());
  }

  @Test
  void shouldTellThatTheHostTakesThem() throws RegionException {
    assertTrue(GuestRegion.open(region.memory()).offersCancellation());
    Fields.set(region.memory(), 0, Layouts.REGION_HEADER, "features", ~Wire.FEATURE_CANCELLATION);
    assertFalse(GuestRegion.open(region.memory()).offersCancellation());
  }
}
