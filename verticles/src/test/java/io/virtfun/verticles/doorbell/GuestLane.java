package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.Wire;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A guest's thread with a lane of its own, playing by docs/shared-memory.md.
 *
 * <p>A correlation id is the number of the call times {@link #SLOTS}, plus its payload slot.
 */
final class GuestLane {
  static final int SLOTS = TestPeer.QUEUE_CAPACITY;
  private static final long INPUT_BYTES = 64;
  private static final long SUBMISSION_WAKEUP = 256;

  private final GuestRegion region;
  private final int index;
  private final LaneGeometry geometry;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;
  private final Fd hostDoorbell;
  private final Fd guestDoorbell;
  private final SubmissionEntry entry = new SubmissionEntry();
  private final CompletionEntry completion = new CompletionEntry();
  private final BitSet freeSlots = new BitSet();
  private long submitted;
  private long ended;
  private long rings;
  private long sleeps;
  private final Map<Status, Integer> counts = new EnumMap<>(Status.class);

  GuestLane(GuestRegion region, Peer peer, int index) {
    this.region = region;
    this.index = index;
    this.geometry = region.lanes().get(index);
    this.submissions = new SubmissionProducer(region.memory(), geometry);
    this.completions = new CompletionConsumer(region.memory(), geometry);
    this.hostDoorbell = peer.hostDoorbells().get(index);
    this.guestDoorbell = peer.guestDoorbells().get(index);
    this.freeSlots.set(0, SLOTS);
  }

  /** Publishes a call on its own, whose input nobody else sends, and rings if asked; its id. */
  long submit(int function) {
    return submit(function, 0);
  }

  /** As {@link #submit(int)}, with a time to live. */
  long submit(int function, long timeToLiveMicros) {
    int slot = freeSlots.nextSetBit(0);
    long id = submitted * SLOTS + slot;
    long input = inputOffset(slot);
    region.memory().set(ValueLayout.JAVA_LONG, input, token(id));
    entry
        .set(id, function, input, INPUT_BYTES)
        .output(input + INPUT_BYTES, INPUT_BYTES)
        .timeToLiveMicros(timeToLiveMicros);
    publish();
    freeSlots.clear(slot);
    submitted++;
    return id;
  }

  /** Publishes a cancel entry. */
  void cancel(long id) {
    entry.cancel(id);
    publish();
  }

  private void publish() {
    while (!submissions.offer(entry)) {
      // Cancel entries take places in the queue that calls are not counted against.
      Thread.onSpinWait();
    }
    if (submissions.publish()) {
      ring();
    }
  }

  private long inputOffset(int slot) {
    return region.arenaOffset() + 2 * INPUT_BYTES * (index * SLOTS + slot);
  }

  private long token(long id) {
    return id * Wire.MAX_LANES + index;
  }

  /** Rings the host. */
  void ring() {
    rings++;
    try {
      EventFd.signal(hostDoorbell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the completions that are there; how many. */
  int take() {
    return take(Status.OK);
  }

  /** Takes the completions that are there, all of one status; how many. */
  int take(Status expected) {
    return take(EnumSet.of(expected));
  }

  /** Takes the completions that are there, all of some statuses; how many. */
  int take(Set<Status> expected) {
    int count = completions.available();
    for (int i = 0; i < count; i++) {
      completions.take(completion);
      Status status = Status.ofCode(completion.status);
      assertTrue(expected.contains(status), status + " (expected: " + expected + ")");
      counts.merge(status, 1, Integer::sum);
      int slot = (int) (completion.correlationId % SLOTS);
      assertFalse(freeSlots.get(slot), "answered twice");
      freeSlots.set(slot);
      if (status == Status.OK) {
        long output = inputOffset(slot) + INPUT_BYTES;
        assertEquals(INPUT_BYTES, completion.outputBytes);
        assertEquals(
            token(completion.correlationId), region.memory().get(ValueLayout.JAVA_LONG, output));
      }
    }
    ended += count;
    completions.release();
    return count;
  }

  /** How often calls ended so. */
  int count(Status status) {
    return counts.getOrDefault(status, 0);
  }

  /** Sleeps until there are completions, and takes them. */
  void await(Status expected) {
    await(EnumSet.of(expected));
  }

  void await(Set<Status> expected) {
    while (take(expected) == 0) {
      if (completions.arm() == 0) {
        sleeps++;
        Poll.untilRung(guestDoorbell);
      }
      completions.disarm();
    }
  }

  void await() {
    await(Status.OK);
  }

  /** Waits until the host asks to be rung. */
  void awaitHostAsking() {
    while ((control().getAtIndex(ValueLayout.JAVA_INT, SUBMISSION_WAKEUP / 4) & 1) == 0) {
      Thread.onSpinWait();
    }
  }

  /** Sleeps until every call has ended. */
  void awaitAll(Status expected) {
    while (outstanding() > 0) {
      await(expected);
    }
  }

  /** Makes so many calls, a window of them at a time, asleep while it waits. */
  void callPipelined(int function, int count, int window) {
    long target = submitted + count;
    while (submitted < target) {
      if (outstanding() < window) {
        submit(function);
      } else {
        await();
      }
    }
    awaitAll(Status.OK);
  }

  long outstanding() {
    return submitted - ended;
  }

  /** Calls that have been answered. */
  long ended() {
    return ended;
  }

  /** How often the host was rung. */
  long rings() {
    return rings;
  }

  /** How often the thread slept. */
  long sleeps() {
    return sleeps;
  }

  Fd hostDoorbell() {
    return hostDoorbell;
  }

  Fd guestDoorbell() {
    return guestDoorbell;
  }

  LaneState state() {
    return region.laneState(index);
  }

  /** The queues and positions, to do with them what no well-behaved guest does. */
  MemorySegment control() {
    return region
        .memory()
        .asSlice(
            geometry.controlOffset(),
            geometry.completionEntriesOffset()
                + geometry.completionCapacity() * 64L
                - geometry.controlOffset());
  }
}
