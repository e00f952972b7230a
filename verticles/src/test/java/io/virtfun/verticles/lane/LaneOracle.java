package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import io.virtfun.shm.Why;
import java.util.EnumSet;
import java.util.Set;

/** What the document says that a lane does next, told from what a guest sees alone. */
final class LaneOracle {
  private static final int CAPACITY = GuardedRegion.QUEUE_CAPACITY;
  private static final Set<Status> MALFORMED =
      EnumSet.of(Status.UNKNOWN_FUNCTION, Status.BAD_ENTRY, Status.BAD_SLICE, Status.MISALIGNED);

  private final GuardedRegion region;
  private final long control;
  private final TakenEntries outstanding = new TakenEntries(CAPACITY);
  private final Set<Status> seen = EnumSet.noneOf(Status.class);
  private QuarantineReason reason = QuarantineReason.NONE;
  private long taken;
  private long knownTail;
  private long published;
  private long knownHead;
  private long malformed;
  private long forgottenMillis;
  private long startNanos;

  LaneOracle(GuardedRegion region) {
    this.region = region;
    this.control = region.lane().controlOffset();
  }

  /** A lane has been opened on a region just laid out. */
  void begin() {
    reason = QuarantineReason.NONE;
    outstanding.clear();
    taken = 0;
    knownTail = 0;
    published = 0;
    knownHead = 0;
    malformed = 0;
    forgottenMillis = 0;
  }

  TakenEntries outstanding() {
    return outstanding;
  }

  /** Statuses that were answered so far. */
  Set<Status> seen() {
    return seen;
  }

  /** Why the lane must be quarantined. */
  QuarantineReason reason() {
    return reason;
  }

  /** Position of the entry that is taken next. */
  long taken() {
    return taken;
  }

  /** Position of the completion that is published next. */
  long published() {
    return published;
  }

  /** Time goes on; {@code nowNanos} begins anywhere. */
  void forget(long nowNanos) {
    if (malformed == 0) {
      startNanos = nowNanos;
      forgottenMillis = 0;
      return;
    }
    long millis = (nowNanos - startNanos) / 1_000_000;
    malformed = Math.max(0, malformed - (millis - forgottenMillis));
    forgottenMillis = millis;
    if (malformed == 0) {
      startNanos = nowNanos;
      forgottenMillis = 0;
    }
  }

  /** The lane looks at its queues; how many entries it can take. */
  int look() {
    if (reason == QuarantineReason.NONE && malformed > 1_000) {
      reason = QuarantineReason.ABUSE;
    }
    if (reason != QuarantineReason.NONE || !glance()) {
      reason = reason == QuarantineReason.NONE ? QuarantineReason.SUBMISSION_TAIL : reason;
      return 0;
    }
    long head = region.readU64(control + TestGuest.COMPLETION_HEAD);
    if (head - knownHead < 0 || published - head < 0) {
      reason = QuarantineReason.COMPLETION_HEAD;
      return 0;
    }
    knownHead = head;
    long free = CAPACITY - (published - head) - outstanding.count();
    return (int) Math.min(free, knownTail - taken);
  }

  /** The lane looks at its submission queue alone; whether the tail is possible. */
  boolean glance() {
    long tail = region.readU64(control + TestGuest.SUBMISSION_TAIL);
    if (tail - knownTail < 0 || tail - taken > CAPACITY || tail - taken < 0) {
      return false;
    }
    knownTail = tail;
    return true;
  }

  /** The lane is about to take so many entries. */
  void take(int count) {
    for (int i = 0; i < count; i++) {
      long index = taken & (CAPACITY - 1);
      outstanding.add(region.slice(region.lane().submissionEntriesOffset() + index * 64, 64));
      taken++;
    }
  }

  /** The lane has told the guest that it is quarantined. */
  void quarantined() {
    assertEquals(LaneState.QUARANTINED.code(), region.readU32(control + TestGuest.LANE_STATE));
    assertEquals(reason.code(), region.readU32(control + TestGuest.QUARANTINE_REASON));
    region.accept(control + TestGuest.LANE_STATE, 8);
    // Answers that were written and will never be published.
    region.accept(region.lane().completionEntriesOffset(), CAPACITY * 64L);
  }

  /** The lane has published; that must be so many answers. */
  void published(long answers) {
    if (answers == 0) {
      return;
    }
    long tail = region.readU64(control + TestGuest.COMPLETION_TAIL);
    assertEquals(answers, tail - published, "answers to what was taken or ended");
    assertTrue(tail - knownHead <= CAPACITY, "answers over those that the guest has not read");
    for (; published != tail; published++) {
      answered(region.lane().completionEntriesOffset() + (published & (CAPACITY - 1)) * 64);
    }
    region.accept(control + TestGuest.COMPLETION_TAIL, 8);
  }

  private void answered(long at) {
    long outputBytes = Integer.toUnsignedLong(region.readU32(at + 16));
    outstanding.remove(region.readU64(at), outputBytes);
    Status status = Status.ofCode(region.readU32(at + 8));
    assertNotNull(status, "an answer without a status");
    assertTrue(region.readU32(at + 16) == 0 || status == Status.OK, "output of a call that failed");
    int choice = region.readU32(at + 20);
    assertTrue((choice & 0xFF) < Why.values().length, "an unknown reason");
    assertTrue(choice >>> 8 <= 1, "attempts, and a reserved field");
    assertEquals(0, region.readU64(at + 48) | region.readU64(at + 56), "a reserved field");
    seen.add(status);
    malformed += MALFORMED.contains(status) ? 1 : 0;
    region.accept(at, 64);
  }

  /** The lane has given the slots of what it took back. */
  void released() {
    assertEquals(taken, region.readU64(control + TestGuest.SUBMISSION_HEAD));
    region.accept(control + TestGuest.SUBMISSION_HEAD, 8);
  }
}
