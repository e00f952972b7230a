package io.virtfun.verticles.doorbell;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of an event loop for the calls of its lanes that may expire.
 *
 * <p>It rings for the soonest of all, and never more often than every {@link #LEAST_NANOS}, as it
 * then goes over all lanes that have such calls. <b>Thread:</b> the event loop. <b>Units:</b>
 * {@link System#nanoTime()}.
 */
final class DeadlineTimer {
  private static final long LEAST_NANOS = 50_000;

  private final EventLoop loop;
  private final Consumer<LaneServer> onDue;
  private final Runnable ring;
  private final List<LaneServer> lanes = new ArrayList<>();
  private @Nullable ScheduledFuture<?> timer;
  private long ringsAtNanos;
  private boolean closed;

  /**
   * Has no lane yet.
   *
   * @param onDue told of a lane some of whose calls are to be stopped
   */
  DeadlineTimer(ContextInternal context, Consumer<LaneServer> onDue) {
    this.loop = context.nettyEventLoop();
    this.onDue = onDue;
    this.ring = () -> context.dispatch(this::ring);
  }

  /** Minds a lane, which {@link io.virtfun.verticles.lane.Lane#hasDeadlines() has deadlines}. */
  void mind(LaneServer server, long nowNanos) {
    if (closed) {
      return;
    }
    if (!server.isMinded()) {
      server.setMinded(true);
      lanes.add(server);
    }
    ringAt(server.lane().nextDeadlineNanos(), nowNanos);
  }

  private void ringAt(long deadlineNanos, long nowNanos) {
    long atNanos = Math.max(deadlineNanos - nowNanos, LEAST_NANOS) + nowNanos;
    if (timer != null) {
      if (atNanos - ringsAtNanos >= 0) {
        return;
      }
      timer.cancel(false);
    }
    ringsAtNanos = atNanos;
    timer = loop.schedule(ring, atNanos - nowNanos, TimeUnit.NANOSECONDS);
  }

  private void ring() {
    timer = null;
    long now = System.nanoTime();
    for (int i = lanes.size() - 1; i >= 0; i--) {
      LaneServer server = lanes.get(i);
      if (server.lane().hasDeadlines() && server.lane().nextDeadlineNanos() - now <= 0) {
        onDue.accept(server);
      }
      if (server.lane().hasDeadlines()) {
        ringAt(server.lane().nextDeadlineNanos(), now);
      } else {
        server.setMinded(false);
        lanes.remove(i);
      }
    }
  }

  /** Minds a lane no more. */
  void forget(LaneServer server) {
    if (server.isMinded()) {
      server.setMinded(false);
      lanes.remove(server);
    }
  }

  /** Never rings again. */
  void close() {
    closed = true;
    lanes.clear();
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
