package io.virtfun.guest;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.SubmissionProducer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The guest's side of one lane: hands calls to the host and takes their completions.
 *
 * <h2>Places</h2>
 *
 * A caller on any thread takes a place with {@link #tryAcquire()} before it {@link #dispatch}es a
 * call; the lane frees it when the call ends. There are no more places than entries in either
 * queue, so that the host never waits for room.
 *
 * <h2>Publishing</h2>
 *
 * A call that finds the lane idle is published at once. Others are published together at the end of
 * the event loop's turn, which costs one fence and at most one doorbell for all of them.
 *
 * <h2>Waiting</h2>
 *
 * While calls are in flight the lane looks for completions once per turn of the event loop, until
 * nothing has been submitted or completed for the linger time; then it asks the host to ring, looks
 * once more and sleeps. With nothing in flight it neither looks nor asks.
 *
 * <p><b>Thread:</b> the event loop, except where a method says otherwise.
 */
final class Lane {
  private final int index;
  private final ContextInternal context;
  private final SingleThreadIoEventLoop loop;
  private final Transport transport;
  private final GuestRegion region;
  private final int vector;
  private final int capacity;
  private final boolean localChecks;
  private final Runnable onRoom;
  private final LaneSubmissions submissions;
  private final LaneCompletions completions;

  // Shared.
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong strayCompletions = new AtomicLong();
  private volatile @Nullable Ending ending;

  // Event loop only.
  private final SlotTable slots;

  Lane(
      int index,
      ContextInternal context,
      Transport transport,
      ConnectOptions options,
      Runnable onRoom) {
    this.index = index;
    this.context = context;
    this.loop = (SingleThreadIoEventLoop) context.nettyEventLoop();
    this.transport = transport;
    this.region = transport.region();
    this.localChecks = options.localChecks();
    this.onRoom = () -> tell(onRoom);
    LaneGeometry geometry = region.lanes().get(index);
    this.vector = geometry.vector();
    int entries = Math.min(geometry.submissionCapacity(), geometry.completionCapacity());
    this.capacity = Math.min(entries, options.maxInFlightPerLane().orElse(entries));
    this.slots = new SlotTable(capacity);
    this.submissions =
        new LaneSubmissions(
            loop,
            new SubmissionProducer(region.memory(), geometry),
            transport,
            vector,
            () -> end(Ending.BROKER_GONE));
    this.completions =
        new LaneCompletions(
            loop,
            new CompletionConsumer(region.memory(), geometry),
            options.pollLinger().toNanos(),
            new Completions());
  }

  /** Starts to hear the host ring. <b>Thread:</b> any. */
  Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    Completable<EpollWatch> started =
        (watch, failure) -> {
          if (failure == null) {
            completions.doorbell(watch);
            opened.complete();
          } else {
            opened.fail(failure);
          }
        };
    Loops.execute(
        loop,
        () ->
            EpollWatch.start(
                loop, transport.doorbell(vector), EpollWatch.SIGNALS, completions::rung, started));
    return opened.future();
  }

  /** Takes a place for one call; false when there is none. <b>Thread:</b> any. */
  boolean tryAcquire() {
    if (ending != null) {
      return false;
    }
    int taken = inFlight.get();
    while (taken < capacity) {
      if (inFlight.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = inFlight.get();
    }
    return false;
  }

  /** Frees the place of a call that was not dispatched. <b>Thread:</b> any. */
  void release() {
    inFlight.decrementAndGet();
    onRoom.run();
  }

  /** Brings a call that has a place to the event loop. <b>Thread:</b> any. */
  void dispatch(PendingCall call) {
    if (loop.inEventLoop()) {
      submit(call);
      return;
    }
    try {
      loop.execute(call);
    } catch (RejectedExecutionException _) {
      inFlight.decrementAndGet();
      call.failed(Ending.CLOSED.failure(call.name()));
    }
  }

  /** Takes over a call; its place stays taken until it ends. */
  void submit(PendingCall call) {
    CallException refusal = refusal(call);
    if (refusal != null) {
      inFlight.decrementAndGet();
      call.failed(refusal);
      onRoom.run();
      return;
    }
    boolean idle = slots.size() == 0;
    call.correlationId(slots.claim(call));
    submissions.add(call);
    if (completions.inTurn()) {
      return;
    }
    if (idle) {
      submissions.flush();
    } else {
      submissions.flushLater();
    }
    completions.await();
  }

  private @Nullable CallException refusal(PendingCall call) {
    Ending ended = ending;
    if (ended == null && region.laneState(index) == LaneState.QUARANTINED) {
      ended = Ending.QUARANTINED;
      end(ended);
    }
    if (ended != null) {
      return ended.failure(call.name());
    }
    if (localChecks && region.state() == RegionState.DRAINING) {
      return new CallException.ShuttingDown(call.name() + ": the broker is shutting down");
    }
    return null;
  }

  private final class Completions implements LaneCompletions.Listener {
    @Override
    public void completed(CompletionEntry entry) {
      PendingCall call = slots.end(entry.correlationId);
      if (call == null) {
        strayCompletions.incrementAndGet();
      } else {
        inFlight.decrementAndGet();
        complete(call, entry);
      }
    }

    private void complete(PendingCall call, CompletionEntry entry) {
      try {
        call.completed(entry);
      } catch (Throwable e) {
        // One call's defect does not keep the others of the batch from ending.
        context.reportException(e);
      }
    }

    @Override
    public void turnEnded(int count) {
      submissions.flush();
      if (count > 0) {
        onRoom.run();
      } else if (region.laneState(index) == LaneState.QUARANTINED) {
        // The host rings a lane that it gives up, and answers nothing of it any more.
        end(Ending.QUARANTINED);
      }
    }

    @Override
    public boolean expectsMore() {
      return slots.size() > 0;
    }
  }

  /**
   * Fails what is in flight and takes no more; once it is complete the lane leaves the region
   * alone. The first reason stays. <b>Thread:</b> any.
   */
  Future<Void> end(Ending why) {
    Promise<Void> ended = Promise.promise();
    Runnable task =
        () -> {
          endNow(why);
          ended.complete();
        };
    try {
      // Never at once: completions may be on their way to their callers below this frame.
      loop.execute(task);
    } catch (RejectedExecutionException _) {
      task.run();
    }
    return ended.future();
  }

  /** A handler's exception is not to keep the lane from its turn. */
  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      context.reportException(e);
    }
  }

  private void endNow(Ending why) {
    if (ending != null) {
      return;
    }
    ending = why;
    if (why == Ending.BROKER_GONE) {
      completions.takeLast();
    }
    submissions.end();
    completions.end();
    slots.endAll(
        call -> {
          inFlight.decrementAndGet();
          call.failed(why.failure(call.name()));
        });
    onRoom.run();
  }

  /** The event loop. <b>Thread:</b> any. */
  EventLoop loop() {
    return loop;
  }

  /** Where calls without a context of their own complete. <b>Thread:</b> any. */
  ContextInternal context() {
    return context;
  }

  /** Index in the region. <b>Thread:</b> any. */
  int index() {
    return index;
  }

  /** Calls in flight. <b>Thread:</b> any. */
  int inFlight() {
    return inFlight.get();
  }

  /** Most calls in flight. <b>Thread:</b> any. */
  int capacity() {
    return capacity;
  }

  /** Why it takes no more calls, if so. <b>Thread:</b> any. */
  @Nullable Ending ending() {
    return ending;
  }

  /** Completions that matched no call in flight. <b>Thread:</b> any. */
  long strayCompletions() {
    return strayCompletions.get();
  }
}
