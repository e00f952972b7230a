package io.virtfun.broker.process;

import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.linux.EventFd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Writes whatever chance says all over a region, much of it nearly right, rings, and waits for
 * nothing. Knows the layout from when it attached, and asks for a reset where it is quarantined.
 */
final class HostileWriter {
  private static final int ENTRY_BYTES = 64;
  private static final int ARENA_BYTES_IN_USE = 1 << 20;
  private static final int MOST_ID = 1000;
  private static final int MOST_PAYLOAD_BYTES = 4096;
  private static final int KINDS = 18;

  /** One in so many positions is impossible. */
  private static final int RARELY = 100;

  // Offsets of docs/shared-memory.md, "RegionHeader" and "LaneControl".
  private static final long RESET_REQUEST = 256;
  private static final long SUBMISSION_TAIL = 0;
  private static final long COMPLETION_TAIL = 384;
  private static final long COMPLETION_HEAD = 512;
  private static final long COMPLETION_WAKEUP = 640;
  private static final long LANE_STATE = 768;
  private static final int CONTROL_BYTES = 1024;

  private final RawGuest guest;
  private final SplittableRandom random;
  private final MemorySegment memory;
  private final long arenaStart;
  private final int functions;
  private final int sha256;
  private final long[] tails;

  HostileWriter(RawGuest guest, SplittableRandom random) {
    this.guest = guest;
    this.random = random;
    this.memory = guest.memory();
    this.arenaStart = guest.region().arenaOffset();
    this.functions = guest.catalogue().functions().size();
    this.sha256 = guest.function("sha256");
    this.tails = new long[guest.region().lanes().size()];
  }

  /** So many mutations. */
  void write(int mutations) throws IOException {
    for (int i = 0; i < mutations; i++) {
      int index = random.nextInt(tails.length);
      LaneGeometry lane = guest.region().lanes().get(index);
      act(index, lane);
      if (random.nextInt(32) == 0) {
        EventFd.signal(guest.hostDoorbells().get(index));
      }
      if (get32(lane.controlOffset() + LANE_STATE) == LaneState.QUARANTINED.code()
          && random.nextInt(64) == 0) {
        askForReset();
      }
    }
  }

  private void act(int index, LaneGeometry lane) {
    switch (random.nextInt(KINDS)) {
      case 0, 1, 2, 3, 4, 5 -> submit(index, lane, random.nextInt(3) > 0);
      case 6, 7, 8 -> readAnswers(lane);
      case 9 -> publish(index, lane, tails[index] + 1);
      case 10 -> put64(entry(lane, random.nextInt()) + random.nextInt(8) * 8L, random.nextLong());
      case 11 -> put64(random.nextLong(arenaStart / 8) * 8, random.nextLong());
      case 12 -> put64(lane.controlOffset() + random.nextInt(1, CONTROL_BYTES / 8) * 8L, junk());
      case 13 -> put64(lane.controlOffset() + COMPLETION_WAKEUP, random.nextInt(4));
      case 14 -> scribble();
      case 15 -> cancelAll(index, lane);
      case 16 -> publish(index, lane, cancel(index, lane, random.nextInt(MOST_ID)));
      default -> moveImpossibly(index, lane);
    }
  }

  private long junk() {
    return random.nextBoolean() ? random.nextLong() : random.nextInt(-2, 3);
  }

  private long entry(LaneGeometry lane, long position) {
    return lane.submissionEntriesOffset()
        + (position & (lane.submissionCapacity() - 1)) * ENTRY_BYTES;
  }

  /** Asks for answers to be rung, so that the host rings a doorbell that may be full. */
  void submitGood(int calls) throws IOException {
    for (int i = 0; i < calls; i++) {
      int index = i % tails.length;
      LaneGeometry lane = guest.region().lanes().get(index);
      put64(lane.controlOffset() + COMPLETION_WAKEUP, 2 * i + 1);
      submit(index, lane, true);
      EventFd.signal(guest.hostDoorbells().get(index));
    }
  }

  private void submit(int index, LaneGeometry lane, boolean good) {
    long at = entry(lane, tails[index]);
    for (int word = 0; word < ENTRY_BYTES; word += 8) {
      put64(at + word, good || random.nextInt(3) > 0 ? 0 : random.nextLong());
    }
    put64(at, random.nextInt(MOST_ID));
    put32(at + 8, good ? sha256 : random.nextInt(functions + 2));
    put64(at + 16, arenaOffset());
    put64(at + 24, arenaStart + ARENA_BYTES_IN_USE + random.nextInt(1000) * 64L);
    put32(at + 32, random.nextInt(MOST_PAYLOAD_BYTES));
    put32(at + 36, good ? 32 : random.nextInt(MOST_PAYLOAD_BYTES));
    if (random.nextInt(4) == 0) {
      // Urgent, and expired after a microsecond.
      memory.set(ValueLayout.JAVA_BYTE, at + 14, (byte) random.nextInt(4));
      put32(at + 40, random.nextInt(2));
    }
    if (!good) {
      int at32 = 8 + random.nextInt(14) * 4;
      put32(at + at32, random.nextBoolean() ? random.nextInt() : random.nextInt(3));
    }
    publish(index, lane, tails[index] + 1);
  }

  private long arenaOffset() {
    return arenaStart + random.nextInt(ARENA_BYTES_IN_USE / 64) * 64L;
  }

  /** As many cancel entries as the queue holds. */
  private void cancelAll(int index, LaneGeometry lane) {
    for (int i = 0; i < lane.submissionCapacity(); i++) {
      tails[index] = cancel(index, lane, random.nextInt(MOST_ID));
    }
    publish(index, lane, tails[index]);
  }

  /** Writes a cancel entry; the tail behind it. */
  private long cancel(int index, LaneGeometry lane, long id) {
    long at = entry(lane, tails[index]);
    memory.asSlice(at, ENTRY_BYTES).fill((byte) 0);
    put64(at, id);
    put32(at + 12, SubmissionEntry.FLAG_CANCEL);
    return tails[index] + 1;
  }

  private void publish(int index, LaneGeometry lane, long tail) {
    tails[index] = tail;
    put64(lane.controlOffset() + SUBMISSION_TAIL, tail);
  }

  private void readAnswers(LaneGeometry lane) {
    put64(lane.controlOffset() + COMPLETION_HEAD, get64(lane.controlOffset() + COMPLETION_TAIL));
  }

  private void scribble() {
    for (int i = 0; i < 8; i++) {
      put64(arenaOffset(), random.nextLong());
    }
  }

  private void moveImpossibly(int index, LaneGeometry lane) {
    if (random.nextInt(RARELY) == 0) {
      boolean tail = random.nextBoolean();
      put64(lane.controlOffset() + (tail ? SUBMISSION_TAIL : COMPLETION_HEAD), junk());
    } else {
      tails[index] = get64(lane.controlOffset() + SUBMISSION_TAIL);
    }
  }

  /** Asks without waiting; what is written meanwhile is one more mutation. */
  void askForReset() throws IOException {
    put64(RESET_REQUEST, random.nextLong());
    Arrays.fill(tails, 0);
    EventFd.signal(guest.hostDoorbells().getFirst());
  }

  private int get32(long offset) {
    return memory.get(ValueLayout.JAVA_INT, offset);
  }

  private long get64(long offset) {
    return memory.get(ValueLayout.JAVA_LONG, offset);
  }

  private void put32(long offset, int value) {
    memory.set(ValueLayout.JAVA_INT, offset, value);
  }

  private void put64(long offset, long value) {
    memory.set(ValueLayout.JAVA_LONG, offset, value);
  }
}
