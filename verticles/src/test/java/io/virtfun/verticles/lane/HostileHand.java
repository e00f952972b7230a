package io.virtfun.verticles.lane;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** A guest that writes whatever chance says, much of it nearly right; it never reads an answer. */
final class HostileHand {
  private static final int CAPACITY = GuardedRegion.QUEUE_CAPACITY;
  private static final int ENTRY_BYTES = 64;
  private static final int CONTROL_BYTES = 1024;
  private static final long RESET_REQUEST = 256;

  private static final int KINDS = 24;

  private static final long[] HOST_FIELDS = {
    TestGuest.SUBMISSION_HEAD, TestGuest.COMPLETION_TAIL, TestGuest.LANE_STATE
  };

  private final GuardedRegion region;
  private final LaneOracle oracle;
  private final SplittableRandom random;
  private final HostileEntries entries;
  private final MemorySegment scratch = MemorySegment.ofArray(new long[ENTRY_BYTES / 8]);
  private final int patience;
  private final long control;
  private final long submissions;
  private final long completions;
  private long tail;
  private long lastId;

  /** One in about {@code patience} mutations is an impossible position, which ends the lane. */
  HostileHand(GuardedRegion region, LaneOracle oracle, SplittableRandom random, int patience) {
    this.patience = patience;
    this.region = region;
    this.oracle = oracle;
    this.random = random;
    this.entries =
        new HostileEntries(
            random, region.arenaStart(), region.arenaStart() + region.arena().byteSize());
    this.control = region.lane().controlOffset();
    this.submissions = region.lane().submissionEntriesOffset();
    this.completions = region.lane().completionEntriesOffset();
  }

  /** Begins anew on a region just laid out. */
  void begin() {
    tail = 0;
  }

  /** One mutation. */
  void act() {
    switch (random.nextInt(KINDS)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> submit();
      case 8 -> tear();
      case 9 -> publishFirst();
      case 10 -> jumpAhead();
      case 11 -> changeEntry(random.nextInt(CAPACITY));
      case 12, 13, 14, 15 -> readAnswers();
      case 16 -> overwriteAnswers();
      case 17 -> overwriteHostFields();
      case 18 -> overwriteLayout();
      case 19 -> overwriteWakeups();
      case 20, 21 -> scribble();
      case 22 -> region.writeU64(RESET_REQUEST, random.nextInt(3));
      default -> moveImpossibly();
    }
  }

  /**
   * One mutation while the lane works, of which the next entry to be taken is at {@code position}:
   * anything but the entries that it has yet to copy, of which nobody could tell what it saw.
   */
  void actMeanwhile(long position) {
    switch (random.nextInt(6)) {
      case 0, 1 -> changeEntry((int) ((position - 1) & (CAPACITY - 1)));
      case 2 -> overwriteHostFields();
      case 3 -> overwriteLayout();
      case 4 -> moveImpossibly();
      default -> scribble();
    }
  }

  /** Whether the guest now asks for a reset that it will get. */
  boolean asksForReset() {
    return region.host().isResetRequested() && random.nextInt(40) == 0;
  }

  private void submit() {
    if (tail - oracle.taken() >= CAPACITY) {
      readAnswers();
      return;
    }
    nextEntry();
    region.write(slot(tail), scratch);
    publish(tail + 1);
  }

  private void nextEntry() {
    RawEntry entry = entries.next();
    if (random.nextInt(8) == 0) {
      // The id of another call, which may be outstanding.
      entry.u64(0, lastId);
    }
    entry.copyTo(scratch);
    lastId = scratch.get(ValueLayout.JAVA_LONG, 0);
  }

  private long slot(long position) {
    return submissions + (position & (CAPACITY - 1)) * ENTRY_BYTES;
  }

  private void publish(long position) {
    tail = position;
    region.writeU64(control + TestGuest.SUBMISSION_TAIL, position);
  }

  /** Half of the entry is that of another call. */
  private void tear() {
    if (tail - oracle.taken() < CAPACITY) {
      nextEntry();
      int from = random.nextInt(2) * ENTRY_BYTES / 2;
      region.write(slot(tail) + from, scratch.asSlice(from, ENTRY_BYTES / 2));
      publish(tail + 1);
    }
  }

  /** The entry comes after the tail. */
  private void publishFirst() {
    if (tail - oracle.taken() < CAPACITY) {
      publish(tail + 1);
      if (random.nextBoolean()) {
        nextEntry();
        region.write(slot(tail - 1), scratch);
      }
    }
  }

  /** Publishes what has lain there since long ago. */
  private void jumpAhead() {
    long room = CAPACITY - (tail - oracle.taken());
    if (room > 0) {
      publish(tail + random.nextLong(room + 1));
    }
  }

  private void changeEntry(int index) {
    // Not the id, by which answers are told apart.
    int at = 8 + random.nextInt(ENTRY_BYTES - 8);
    region.writeU8(submissions + (long) index * ENTRY_BYTES + at, random.nextInt());
  }

  private void readAnswers() {
    long head = region.readU64(control + TestGuest.COMPLETION_HEAD);
    long unread = oracle.published() - head;
    if (unread > 0 && unread <= CAPACITY) {
      long read = random.nextInt(4) == 0 ? random.nextLong(unread + 1) : unread;
      region.writeU64(control + TestGuest.COMPLETION_HEAD, head + read);
    }
  }

  private void overwriteAnswers() {
    region.writeU64(completions + random.nextInt(CAPACITY * 8) * 8L, random.nextLong());
  }

  private void overwriteHostFields() {
    if (random.nextBoolean()) {
      region.writeU64(control + HOST_FIELDS[random.nextInt(3)], position());
    } else {
      // Reserved, most of them.
      int at = 8 + random.nextInt(CONTROL_BYTES / 8 - 1) * 8;
      if (at != TestGuest.COMPLETION_HEAD) {
        region.writeU64(control + at, random.nextLong());
      }
    }
  }

  private void overwriteLayout() {
    long at = random.nextLong(region.arenaStart() / 8) * 8;
    boolean layout = at < control || at >= completions + CAPACITY * ENTRY_BYTES;
    if (layout && at != RESET_REQUEST) {
      region.writeU64(at, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(3));
    }
  }

  private void overwriteWakeups() {
    boolean host = random.nextBoolean();
    long field = host ? TestGuest.SUBMISSION_WAKEUP : TestGuest.COMPLETION_WAKEUP;
    region.writeU32(control + field, random.nextBoolean() ? random.nextInt() : random.nextInt(4));
  }

  private void scribble() {
    for (int i = 0; i < 4; i++) {
      long at = region.arenaStart() + random.nextLong(HostileEntries.ARENA_BYTES_IN_USE);
      region.writeU8(at, random.nextInt(3) * random.nextInt());
    }
  }

  private void moveImpossibly() {
    if (random.nextInt(patience / KINDS) == 0) {
      boolean isTail = random.nextBoolean();
      long field = isTail ? TestGuest.SUBMISSION_TAIL : TestGuest.COMPLETION_HEAD;
      region.writeU64(control + field, position());
      tail = isTail ? region.readU64(control + field) : tail;
    }
  }

  private long position() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
      case 2 -> oracle.published() + random.nextInt(-2, 3);
      case 3 -> oracle.taken() + CAPACITY + random.nextInt(-2, 3);
      default -> oracle.taken() + random.nextInt(-2, 3);
    };
  }
}
