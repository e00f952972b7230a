package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import io.virtfun.shm.Why;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
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
  private final Set<Long> cancelled = new HashSet<>();
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
    cancelled.clear();
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

  /** The lane looks at its queues; whether it goes on. */
  private boolean look() {
    if (reason == QuarantineReason.NONE && malformed > 1_000) {
      reason = QuarantineReason.ABUSE;
    }
    if (reason != QuarantineReason.NONE || !glance()) {
      reason = reason == QuarantineReason.NONE ? QuarantineReason.SUBMISSION_TAIL : reason;
      return false;
    }
    long head = region.readU64(control + TestGuest.COMPLETION_HEAD);
    if (head - knownHead < 0 || published - head < 0) {
      reason = QuarantineReason.COMPLETION_HEAD;
      return false;
    }
    knownHead = head;
    for (long position = taken; position != knownTail; position++) {
      if (isCancel(position)) {
        cancelled.add(entry(position).get(ValueLayout.JAVA_LONG, 0));
      }
    }
    return true;
  }

  private MemorySegment entry(long position) {
    long index = position & (CAPACITY - 1);
    return region.slice(region.lane().submissionEntriesOffset() + index * 64, 64);
  }

  /** Flag 2, a call's id, and nothing else. */
  private boolean isCancel(long position) {
    MemorySegment entry = entry(position);
    long rest = entry.get(ValueLayout.JAVA_LONG, 8) ^ (2L << 32);
    for (long at = 16; at < 64; at += 8) {
      rest |= entry.get(ValueLayout.JAVA_LONG, at);
    }
    return rest == 0;
  }

  /** Calls that can be taken. */
  private long room() {
    return CAPACITY - (published - knownHead) - outstanding.count();
  }

  /** How many entries the lane takes of at most so many; cancel entries need no room. */
  int look(int most) {
    if (!look()) {
      return 0;
    }
    long room = room();
    int count = 0;
    while (count < most && taken + count != knownTail) {
      if (!isCancel(taken + count) && --room < 0) {
        break;
      }
      count++;
    }
    return count;
  }

  /** Whether a lane that is about to sleep must go on, may sleep once it has looked, or must. */
  enum Rest {
    WORK,
    LOOK_AHEAD,
    SLEEP
  }

  /** The lane is about to sleep. */
  Rest rest() {
    if (!look() || knownTail == taken) {
      return Rest.SLEEP;
    }
    return room() > 0 ? Rest.WORK : Rest.LOOK_AHEAD;
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

  /** The lane is about to take so many entries; where those of them lie that are calls. */
  List<Long> take(int count, long nowNanos) {
    List<Long> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!isCancel(taken)) {
        outstanding.add(entry(taken), nowNanos);
        calls.add(taken);
      }
      taken++;
    }
    return calls;
  }

  /** The lane has told the guest that it is quarantined. */
  void quarantined() {
    assertEquals(LaneState.QUARANTINED.code(), region.readU32(control + TestGuest.LANE_STATE));
    assertEquals(reason.code(), region.readU32(control + TestGuest.QUARANTINE_REASON));
    region.accept(control + TestGuest.LANE_STATE, 8);
    // Answers that were written and will never be published.
    region.accept(region.lane().completionEntriesOffset(), CAPACITY * 64L);
  }

  /** The lane has published: answers to all calls that are not in flight any more. */
  void published(int inFlight, long nowNanos) {
    int answers = outstanding.count() - inFlight;
    if (answers == 0) {
      return;
    }
    long tail = region.readU64(control + TestGuest.COMPLETION_TAIL);
    assertEquals(answers, tail - published, "answers to calls that are not in flight");
    assertTrue(tail - knownHead <= CAPACITY, "answers over those that the guest has not read");
    for (; published != tail; published++) {
      answered(
          region.lane().completionEntriesOffset() + (published & (CAPACITY - 1)) * 64, nowNanos);
    }
    region.accept(control + TestGuest.COMPLETION_TAIL, 8);
  }

  private void answered(long at, long nowNanos) {
    long outputBytes = Integer.toUnsignedLong(region.readU32(at + 16));
    long id = region.readU64(at);
    outstanding.remove(id, outputBytes, region.readU32(at + 8), nowNanos);
    Status status = Status.ofCode(region.readU32(at + 8));
    assertNotNull(status, "an answer without a status");
    assertTrue(status != Status.CANCELLED || cancelled.contains(id), "nobody cancelled it");
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
