package io.virtfun.guest;

import io.netty.channel.IoEventLoop;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One guest as the test host sees it: a region, doorbells and a script that takes its calls.
 *
 * <p><b>Thread:</b> the host's event loop.
 */
final class TestPeer implements AutoCloseable {
  static final String MEMORY_NAME = "virtfun-guest-sdk-test";

  private final IoEventLoop loop;
  private final Consumer<TestCall> script;
  private final Arena arena = Arena.ofShared();
  private final Fd file;
  private final HostRegion region;
  private final List<Fd> hostDoorbells = new ArrayList<>();
  private final List<Fd> guestDoorbells = new ArrayList<>();
  private final List<SubmissionConsumer> submissions = new ArrayList<>();
  private final List<CompletionProducer> completions = new ArrayList<>();
  private final List<EpollWatch> watches = new ArrayList<>();
  private final List<Long> cancels = new ArrayList<>();
  private boolean answersBeforeReleasing;
  private boolean closed;
  private int rungByGuest;
  private int callsTaken;
  private int overruns;

  TestPeer(IoEventLoop loop, RegionGeometry geometry, Consumer<TestCall> script)
      throws LinuxException {
    this.loop = loop;
    this.script = script;
    file = Memory.createSealed(MEMORY_NAME, geometry.regionBytes());
    region =
        new HostRegion(
            Memory.map(file, geometry.regionBytes(), arena),
            geometry,
            TestFunctions.catalogue(),
            0,
            1);
    for (int i = 0; i < geometry.laneCount(); i++) {
      hostDoorbells.add(EventFd.create(0));
      guestDoorbells.add(EventFd.create(0));
      submissions.add(region.submissions(i));
      completions.add(region.completions(i));
      region.setLaneState(i, LaneState.OPEN, QuarantineReason.NONE);
    }
    region.publish(RegionState.READY);
  }

  HostRegion region() {
    return region;
  }

  Fd file() {
    return file;
  }

  List<Fd> hostDoorbells() {
    return hostDoorbells;
  }

  List<Fd> guestDoorbells() {
    return guestDoorbells;
  }

  /** How often the guest rang. */
  int rungByGuest() {
    return rungByGuest;
  }

  /** How many calls the guest published. */
  int callsTaken() {
    return callsTaken;
  }

  /** The ids in cancel entries. */
  List<Long> cancels() {
    return cancels;
  }

  /** How often the guest had more calls in flight than there are completion entries. */
  int overruns() {
    return overruns;
  }

  /** Gives entries back only after their calls have been answered, which a host may do. */
  void answerBeforeReleasing() {
    answersBeforeReleasing = true;
  }

  void serve() {
    for (int i = 0; i < submissions.size(); i++) {
      int lane = i;
      EpollWatch.start(
          loop,
          hostDoorbells.get(i),
          EpollWatch.SIGNALS,
          () -> {
            rungByGuest++;
            look(lane);
          },
          (watch, failure) -> {
            if (failure != null) {
              throw new AssertionError(failure);
            }
            watches.add(watch);
          });
      look(lane);
    }
  }

  private void look(int lane) {
    SubmissionConsumer queue = submissions.get(lane);
    queue.disarm();
    do {
      take(lane, queue);
    } while (!closed && queue.arm() > 0);
  }

  private void take(int lane, SubmissionConsumer queue) {
    List<TestCall> calls = new ArrayList<>();
    for (int n = queue.available(); n > 0; n--) {
      SubmissionEntry entry = new SubmissionEntry();
      queue.take(entry);
      if (entry.isCancel()) {
        cancels.add(entry.correlationId());
      } else {
        calls.add(new TestCall(this, lane, entry));
      }
    }
    callsTaken += calls.size();
    if (answersBeforeReleasing) {
      calls.forEach(script);
      queue.release();
    } else {
      queue.release();
      calls.forEach(script);
    }
  }

  /** Publishes one completion and rings if asked. */
  void complete(int lane, CompletionEntry entry) {
    if (closed) {
      return;
    }
    CompletionProducer queue = completions.get(lane);
    if (queue.free() < 1) {
      overruns++;
      return;
    }
    queue.write(entry);
    if (queue.publish()) {
      ringGuest(lane);
    }
  }

  void ringGuest(int lane) {
    try {
      EventFd.signal(guestDoorbells.get(lane));
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives a lane up, as a host does that found an impossible tail. */
  void quarantine(int lane) {
    region.setLaneState(lane, LaneState.QUARANTINED, QuarantineReason.SUBMISSION_TAIL);
    ringGuest(lane);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      watches.forEach(EpollWatch::cancel);
      hostDoorbells.forEach(Fd::close);
      guestDoorbells.forEach(Fd::close);
      file.close();
      arena.close();
    }
  }
}
