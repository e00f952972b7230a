package io.virtfun.guest;

import io.netty.channel.SingleThreadIoEventLoop;
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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The guest's side of one lane: hands calls to the host and takes their completions.
 *
 * <h2>Publishing</h2>
 *
 * A call that finds the lane idle is published at once. Others are published together at the end of
 * the event loop's turn, which costs one fence and at most one doorbell for all of them.
 *
 * <h2>Waiting</h2>
 *
 * While calls are in flight the lane looks for completions for as long as {@link
 * io.virtfun.shm.Polling} says; then it asks the host to ring, looks once more and sleeps. With
 * nothing in flight it neither looks nor asks.
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
  private final Places places;
  private final boolean localChecks;
  private final LaneEvents events;
  private final LaneSubmissions submissions;
  private final LaneCompletions completions;

  // Shared.
  private final AtomicLong strayCompletions = new AtomicLong();
  private volatile @Nullable Ending ending;

  // Event loop only.
  private final SlotTable slots;
  private boolean ended;

  Lane(
      int index,
      ContextInternal context,
      Transport transport,
      ConnectOptions options,
      LaneEvents events) {
    this.index = index;
    this.context = context;
    this.loop = (SingleThreadIoEventLoop) context.nettyEventLoop();
    this.transport = transport;
    this.region = transport.region();
    this.localChecks = options.localChecks();
    this.events = events;
    LaneGeometry geometry = region.lanes().get(index);
    this.vector = geometry.vector();
    this.places = Places.of(geometry, options.maxInFlightPerLane());
    this.slots = new SlotTable(index, places.capacity());
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
            options.polling(),
            transport.doorbell(vector) != null,
            new Completions());
  }

  /** Starts to hear the host ring. <b>Thread:</b> any. */
  Future<Void> open() {
    return completions.listen(transport.doorbell(vector));
  }

  /** Takes a place for one call; false when there is none. <b>Thread:</b> any. */
  boolean tryAcquire() {
    return ending == null && places.tryAcquire();
  }

  /** Frees the place of a call that was not dispatched. <b>Thread:</b> any. */
  void release() {
    places.release();
    events.roomChanged();
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
      places.release();
      call.failed(Ending.CLOSED.failure(call.name()));
    }
  }

  /** Takes over a call; its place stays taken until it ends. */
  void submit(PendingCall call) {
    CallException refusal = refusal(call);
    if (refusal != null) {
      refuse(call, refusal);
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

  /** Cancels a call, wherever it is. <b>Thread:</b> any. */
  void cancel(PendingCall call) {
    Loops.execute(loop, () -> cancelNow(call));
  }

  /** As {@link SlotTable#cancel}. <b>Thread:</b> any. */
  void cancel(long correlationId) {
    Loops.execute(loop, () -> slots.cancel(correlationId));
  }

  /** One that is still to come will be seen to be cancelled. */
  private void cancelNow(PendingCall call) {
    if (!call.equals(slots.find(call.correlationId()))) {
      return;
    }
    if (submissions.withdraw(call)) {
      slots.end(call.correlationId());
      refuse(call, call.cancelled());
    } else if (region.offersCancellation()) {
      submissions.cancel(call);
      submissions.flushLater();
    }
  }

  private void refuse(PendingCall call, CallException why) {
    places.release();
    call.failed(why);
    events.roomChanged();
  }

  private @Nullable CallException refusal(PendingCall call) {
    Ending ended = isGivenUp() ? Ending.QUARANTINED : ending;
    if (ended != null) {
      return ended.failure(call.name());
    }
    if (call.isCancelled()) {
      return call.cancelled();
    }
    if (localChecks && region.state() != RegionState.READY) {
      return new CallException.ShuttingDown(call.name() + ": the broker is shutting down");
    }
    return null;
  }

  /**
   * Whether the host has quarantined the lane, of which it then answers nothing any more. It rings
   * when it does. From here on nobody gets a place; what is in flight ends in a moment.
   */
  private boolean isGivenUp() {
    if (ending == null && region.laneState(index) == LaneState.QUARANTINED) {
      ending = Ending.QUARANTINED;
      end(Ending.QUARANTINED);
    }
    return ending == Ending.QUARANTINED;
  }

  private final class Completions implements LaneCompletions.Listener {
    @Override
    public void completed(CompletionEntry entry) {
      PendingCall call = slots.end(entry.correlationId);
      if (call == null) {
        strayCompletions.incrementAndGet();
      } else {
        submissions.forget(call);
        places.release();
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
    public void rung() {
      if (index == 0) {
        events.rung();
      }
    }

    @Override
    public void turnEnded(int count) {
      submissions.flush();
      if (count > 0) {
        events.roomChanged();
      } else {
        isGivenUp();
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
    Promise<Void> done = Promise.promise();
    // Never at once: completions may be on their way to their callers below this frame.
    Loops.queue(
        loop,
        () -> {
          endNow(why);
          done.complete();
        });
    return done.future();
  }

  private void endNow(Ending why) {
    if (ended) {
      return;
    }
    ended = true;
    Ending reason = ending == null ? why : ending;
    ending = reason;
    if (reason == Ending.BROKER_GONE) {
      completions.takeLast();
    }
    submissions.end();
    completions.end();
    slots.endAll(
        call -> {
          places.release();
          call.end(reason);
        });
    events.roomChanged();
  }

  /** Where calls without a context of their own complete. <b>Thread:</b> any. */
  ContextInternal context() {
    return context;
  }

  /** Index in the region. <b>Thread:</b> any. */
  int index() {
    return index;
  }

  /** Room for calls in flight. <b>Thread:</b> any. */
  Places places() {
    return places;
  }

  /** Why it takes no more calls. <b>Thread:</b> any. */
  @Nullable Ending ending() {
    return ending;
  }

  /** Completions that matched no call in flight. <b>Thread:</b> any. */
  long strayCompletions() {
    return strayCompletions.get();
  }
}
