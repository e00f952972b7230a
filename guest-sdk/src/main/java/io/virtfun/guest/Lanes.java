package io.virtfun.guest;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one session and the choice among them: the one whose event loop the caller is on,
 * else one by the caller's thread; where that one is full, the next that is not.
 *
 * <p><b>Thread:</b> any.
 */
final class Lanes {
  private final Lane[] lanes;

  /**
   * All lanes of a region, spread over the event loops; the first one on that of a context.
   *
   * @param events told what concerns all of them
   */
  Lanes(ContextInternal context, Transport transport, ConnectOptions options, LaneEvents events) {
    List<EventLoop> loops = loopsFrom(context);
    lanes = new Lane[transport.region().lanes().size()];
    for (int i = 0; i < lanes.length; i++) {
      ContextInternal own =
          context
              .owner()
              .contextBuilder()
              .withThreadingModel(ThreadingModel.EVENT_LOOP)
              .withEventLoop(loops.get(i % loops.size()))
              .build();
      lanes[i] = new Lane(i, own, transport, options, events);
    }
  }

  private static List<EventLoop> loopsFrom(ContextInternal context) {
    Set<EventLoop> loops = new LinkedHashSet<>();
    loops.add(context.nettyEventLoop());
    for (EventExecutor executor : context.owner().nettyEventLoopGroup()) {
      if (executor instanceof EventLoop loop) {
        loops.add(loop);
      }
    }
    return List.copyOf(loops);
  }

  /**
   * A lane with a place taken for one call.
   *
   * <p><b>Errors:</b> {@link CallException.LaneFull}; where no lane is served any more, why.
   */
  Lane acquire(String function) {
    int first = preferred();
    for (int i = 0; i < lanes.length; i++) {
      Lane lane = lanes[(first + i) % lanes.length];
      if (lane.tryAcquire()) {
        return lane;
      }
    }
    throw refusal(function);
  }

  private CallException refusal(String function) {
    Ending reason = null;
    for (Lane lane : lanes) {
      Ending ending = lane.ending();
      if (ending == null) {
        return new CallException.LaneFull(
            "%s: %d calls in flight (expected: fewer than %d)"
                .formatted(function, inFlight(), capacity()));
      }
      reason = ending;
    }
    return (reason == null ? Ending.CLOSED : reason).failure(function);
  }

  private int preferred() {
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].context().nettyEventLoop().inEventLoop()) {
        return i;
      }
    }
    return (int) (Thread.currentThread().threadId() % lanes.length);
  }

  /** Cancels the call with an id, if it is in flight. */
  void cancel(long correlationId) {
    int lane = SlotTable.laneOf(correlationId);
    if (lane < lanes.length) {
      lanes[lane].cancel(correlationId);
    }
  }

  /** Free places on lanes that are served. */
  int places() {
    int sum = 0;
    for (Lane lane : lanes) {
      if (lane.ending() == null) {
        sum += lane.places().capacity() - lane.places().taken();
      }
    }
    return sum;
  }

  /** Why no lane takes calls any more, or null while one does. */
  @Nullable Ending ending() {
    Ending ending = null;
    for (Lane lane : lanes) {
      ending = lane.ending();
      if (ending == null) {
        return null;
      }
    }
    return ending;
  }

  List<Lane> all() {
    return List.of(lanes);
  }

  int inFlight() {
    int sum = 0;
    for (Lane lane : lanes) {
      sum += lane.places().taken();
    }
    return sum;
  }

  int capacity() {
    int sum = 0;
    for (Lane lane : lanes) {
      sum += lane.places().capacity();
    }
    return sum;
  }

  long strayCompletions() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane.strayCompletions();
    }
    return sum;
  }
}
