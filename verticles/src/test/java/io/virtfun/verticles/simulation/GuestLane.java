package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The guest's end of a lane. One that is greedy has more calls outstanding than it may; the others
 * are woken for all that they wait for.
 */
final class GuestLane {
  private static final int RING_NANOS = 3_000;
  private static final int LONGEST_LIFE_MICROS = 120;
  private static final long SUBMISSION_TAIL = 0;
  private static final long COMPLETION_HEAD = 512;

  private final Timeline time;
  private final Chance chance;
  private final Seen seen;
  private final HostRegion host;
  private final int index;
  private final LaneGeometry geometry;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;
  private final SubmissionEntry entry = new SubmissionEntry();
  private final CompletionEntry completion = new CompletionEntry();
  private final Book book;
  private final boolean greedy;
  private final int functions;
  private @Nullable SimulatedLane server;
  private long sent;
  private long read;
  private boolean reads = true;
  private boolean broken;

  GuestLane(Simulation.Setting setting, HostRegion host, int index) {
    this.time = setting.time();
    this.chance = setting.chance();
    this.seen = setting.seen();
    this.functions = setting.offer().routes().functionCount();
    this.host = host;
    this.index = index;
    this.geometry = host.geometry().lane(index);
    this.submissions = new SubmissionProducer(host.memory(), geometry);
    this.completions = new CompletionConsumer(host.memory(), geometry);
    this.greedy = chance.oneIn(4);
    long sizeBytes = 2L * geometry.submissionCapacity() * Book.SLICE_BYTES;
    this.book =
        new Book(
            host.memory(),
            geometry,
            host.memory().asSlice(host.geometry().arenaOffset() + index * sizeBytes, sizeBytes),
            seen);
    completions.arm();
  }

  /** Has the host serve it. */
  void open(SimulatedLoop loop, SimulatedTenant tenant) {
    server = new SimulatedLane(loop, tenant, this);
    server.activate();
  }

  SimulatedLane server() {
    return Objects.requireNonNull(server, "not open");
  }

  HostRegion host() {
    return host;
  }

  int index() {
    return index;
  }

  Book book() {
    return book;
  }

  int capacity() {
    return geometry.submissionCapacity();
  }

  /** Makes some calls and cancels some, and publishes all of it at once. */
  void burst() {
    for (int left = chance.between(1, capacity()); left > 0; left--) {
      if (chance.oneIn(5)) {
        cancel(sent + 1 - chance.below(2 * capacity()));
      } else {
        call(1 + chance.below(functions), chance.below(TenantLimits.MAX_PRIORITY + 1));
      }
    }
    publish();
  }

  private void call(int function, int priority) {
    boolean expires = chance.oneIn(4);
    Status flaw = null;
    if (chance.oneIn(12)) {
      flaw = chance.oneIn(2) ? Status.UNKNOWN_FUNCTION : Status.BAD_SLICE;
    }
    offer(
        flaw == Status.UNKNOWN_FUNCTION ? functions + 1 : function,
        priority,
        expires ? 1 + chance.below(LONGEST_LIFE_MICROS) : 0,
        flaw);
  }

  private void offer(int function, int priority, int lifeMicros, @Nullable Status flaw) {
    if (broken || (!greedy && sent - read >= capacity())) {
      return;
    }
    long id = sent + 1;
    int slice = book.lend(id);
    if (slice < 0) {
      return;
    }
    long input =
        host.geometry().arenaOffset() + ((long) index * 2 * capacity() + slice) * Book.SLICE_BYTES;
    entry
        .set(id, function, input, Payload.BYTES)
        .output(flaw == Status.BAD_SLICE ? 0 : input + Payload.BYTES, Payload.BYTES)
        .priority(priority)
        .timeToLiveMicros(lifeMicros);
    if (submissions.offer(entry)) {
      sent++;
      book.sent(id, slice, function, flaw, lifeMicros > 0);
    } else {
      book.takeBack(slice);
    }
  }

  /** Calls a function so many times at once, as far as it may. */
  void call(int function, int priority, int count) {
    for (int i = 0; i < count; i++) {
      offer(function, priority, 0, null);
    }
    publish();
  }

  private void cancel(long id) {
    if (!broken && submissions.offer(entry.cancel(id))) {
      book.cancelled(id);
    }
  }

  private void publish() {
    if (!broken && submissions.publish()) {
      ringHost();
    }
  }

  /** Rings, asked or not. */
  void ringHost() {
    SimulatedLane at = server();
    time.after(chance.nanos(RING_NANOS), () -> at.rung());
  }

  /** The host rings. */
  void ring() {
    time.after(chance.nanos(RING_NANOS), this::rung);
  }

  private void rung() {
    if (!reads) {
      seen.saw(Sight.COMPLETIONS_NOT_READ);
    }
    if (reads && !broken && !server().isClosed()) {
      readAll();
    }
  }

  private void readAll() {
    do {
      completions.disarm();
      for (int left = completions.available(); left > 0; left--) {
        completions.take(completion);
        read++;
      }
      completions.release();
    } while (completions.arm() > 0);
    if (greedy) {
      ringHost();
    }
  }

  /** Reads no more completions, or does again. */
  void reads(boolean value) {
    reads = value;
    rung();
  }

  boolean reads() {
    return reads;
  }

  /** Writes a position that cannot be, and nothing more. */
  void breakRules() {
    if (!broken) {
      broken = true;
      long field = chance.oneIn(2) ? SUBMISSION_TAIL : COMPLETION_HEAD;
      host.memory().set(ValueLayout.JAVA_LONG, geometry.controlOffset() + field, chance.any());
      ringHost();
    }
  }

  /** Has the host refuse what is new. */
  void drain() {
    seen.saw(Sight.LANE_DRAINED);
    server().drain();
  }

  /** The host serves the lane no more; what follows when no device has a call of it. */
  void close(Runnable then) {
    if (!server().lane().isDrained()) {
      seen.saw(Sight.CALL_AT_DEVICE_AS_ITS_LANE_GOES);
    }
    server().close(then);
  }

  /** Whether nothing was done that ends the service. */
  boolean isServed() {
    return server().lane().isServing();
  }

  /** What holds when nothing more is to come. */
  void checkIdle() {
    server().checkIdle();
    if (broken) {
      assertFalse(server().lane().isServing(), "a lane of a guest that broke the protocol");
    } else {
      book.checkSettled();
    }
  }
}
