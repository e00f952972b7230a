package io.virtfun.verticles.lane;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.Why;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A guest with one lane; it can also write what no well-behaved guest writes. */
final class TestGuest implements AutoCloseable {
  static final long REGION_BYTES = 1 << 20;
  static final long ENTRY_BYTES = 64;

  // Offsets of docs/shared-memory.md, "LaneControl".
  static final long SUBMISSION_TAIL = 0;
  static final long SUBMISSION_HEAD = 128;
  static final long SUBMISSION_WAKEUP = 256;
  static final long COMPLETION_TAIL = 384;
  static final long COMPLETION_HEAD = 512;
  static final long COMPLETION_WAKEUP = 640;
  static final long LANE_STATE = 768;
  static final long QUARANTINE_REASON = 772;

  private final Arena arena = Arena.ofShared();
  private final HostRegion host;
  private final GuestRegion region;
  private final LaneGeometry lane;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;
  private final CompletionEntry completion = new CompletionEntry();
  private final List<String> reasons = new ArrayList<>();
  private long offered;

  /** How a call ended. */
  record Answer(
      long id,
      Status status,
      long detail,
      int device,
      long outputBytes,
      long queuedNanos,
      long ranNanos,
      long deviceCycles) {
    /** Of a device that does not count. */
    Answer(
        long id,
        Status status,
        long detail,
        int device,
        long outputBytes,
        long queuedNanos,
        long ranNanos) {
      this(id, status, detail, device, outputBytes, queuedNanos, ranNanos, 0);
    }
  }

  TestGuest(int queueCapacity) {
    Catalogue catalogue = TestRoutes.of(1, 1).catalogue();
    RegionGeometry geometry =
        new RegionGeometry(REGION_BYTES, 1, queueCapacity, CatalogueCodec.sizeBytes(catalogue));
    host = new HostRegion(arena.allocate(REGION_BYTES, 4096), geometry, catalogue, 0, 1);
    host.publish(RegionState.READY);
    try {
      region = GuestRegion.open(host.memory());
    } catch (RegionException e) {
      throw new IllegalStateException(e);
    }
    lane = region.lanes().getFirst();
    submissions = new SubmissionProducer(region.memory(), lane);
    completions = new CompletionConsumer(region.memory(), lane);
  }

  HostRegion host() {
    return host;
  }

  MemorySegment memory() {
    return region.memory();
  }

  LaneGeometry lane() {
    return lane;
  }

  long arenaStart() {
    return region.arenaOffset();
  }

  long arenaEnd() {
    return region.arenaOffset() + region.arenaBytes();
  }

  /** The arena as the host sees it. */
  MemorySegment arena() {
    return host.memory().asSlice(arenaStart(), region.arenaBytes());
  }

  /** An entry without input and output. */
  SubmissionEntry entry(long id, int function) {
    return new SubmissionEntry().set(id, function, 0, 0);
  }

  /** Writes an entry that {@link #publish()} will publish; false when the queue is full. */
  boolean offer(SubmissionEntry entry) {
    boolean written = submissions.offer(entry);
    offered += written ? 1 : 0;
    return written;
  }

  /** As {@link #offer(SubmissionEntry)}, with any 64 bytes. */
  boolean offer(RawEntry entry) {
    boolean written = offer(new SubmissionEntry());
    if (written) {
      entry.copyTo(slot(offered - 1));
    }
    return written;
  }

  /** Publishes what was offered; true when the host asked to be rung. */
  boolean publish() {
    return submissions.publish();
  }

  /** Publishes one entry; true when the host asked to be rung. */
  boolean submit(SubmissionEntry entry) {
    if (!offer(entry)) {
      throw new AssertionError("the submission queue is full");
    }
    return publish();
  }

  /** Publishes entries without input and output. */
  void submit(int function, long... ids) {
    for (long id : ids) {
      submit(entry(id, function));
    }
  }

  /** Where the entry at a position lies. */
  MemorySegment slot(long position) {
    long index = position & (lane.submissionCapacity() - 1);
    return memory().asSlice(lane.submissionEntriesOffset() + index * ENTRY_BYTES, ENTRY_BYTES);
  }

  /** Takes all completions and gives their slots back. */
  List<Answer> take() {
    return take(Integer.MAX_VALUE);
  }

  /** Takes at most so many completions and gives their slots back. */
  List<Answer> take(int most) {
    List<Answer> taken = new ArrayList<>();
    for (int left = Math.min(completions.available(), most); left > 0; left--) {
      completions.take(completion);
      reasons.add(Why.ofCode(completion.why) + " " + completion.attempts);
      taken.add(
          new Answer(
              completion.correlationId,
              Status.ofCode(completion.status),
              completion.detail,
              completion.device,
              completion.outputBytes,
              completion.queuedNanos,
              completion.ranNanos,
              completion.deviceCycles));
    }
    completions.release();
    return taken;
  }

  /** Why calls that were taken so far ran where they did, and how many devices failed them. */
  List<String> reasons() {
    return reasons;
  }

  /** Completions that can be taken. */
  int available() {
    return completions.available();
  }

  /** Asks to be rung. */
  void arm() {
    completions.arm();
  }

  LaneState laneState() {
    return region.laneState(0);
  }

  int quarantineReason() {
    return memory().get(ValueLayout.JAVA_INT, lane.controlOffset() + QUARANTINE_REASON);
  }

  boolean isHostAsking() {
    return (memory().get(ValueLayout.JAVA_INT, lane.controlOffset() + SUBMISSION_WAKEUP) & 1) != 0;
  }

  long position(long field) {
    return memory().get(ValueLayout.JAVA_LONG, lane.controlOffset() + field);
  }

  /** Writes a position that no well-behaved guest writes. */
  void position(long field, long value) {
    memory().set(ValueLayout.JAVA_LONG, lane.controlOffset() + field, value);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
