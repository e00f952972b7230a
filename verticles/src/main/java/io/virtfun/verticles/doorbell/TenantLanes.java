package io.virtfun.verticles.doorbell;

import io.netty.channel.SingleThreadEventLoop;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.lane.Deferral;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one tenant on one event loop, and the line in which those stand whose next call a
 * limit holds up.
 *
 * <p>A limit holds up all lanes of a tenant alike. While it does nobody in the line is looked at.
 * Then the first is called, and as long as none is held up twice as many after each look.
 *
 * <p><b>Thread:</b> the event loop, where not said otherwise.
 */
final class TenantLanes implements Tenant.Listener {
  private final Gate gate;
  private final SingleThreadEventLoop loop;
  private final Deferrals deferrals;
  private final LoopShare share;
  private final ArrayDeque<LaneServer> line = new ArrayDeque<>();
  private int lanes;
  private int calledAtOnce = 1;
  private boolean held;
  private boolean untilSlot;
  private long untilNanos;

  TenantLanes(Tenant tenant, Routes routes, SingleThreadEventLoop loop, Deferrals deferrals) {
    this.loop = loop;
    this.deferrals = deferrals;
    this.gate = new Gate(tenant, routes, this);
    this.share = new LoopShare(() -> gate.limits().weight());
  }

  Gate gate() {
    return gate;
  }

  /** What they may take of the event loop. */
  LoopShare share() {
    return share;
  }

  void joined() {
    lanes++;
  }

  /** Whether it was the last one. */
  boolean left(LaneServer server) {
    leaveLine(server);
    lanes--;
    if (lanes == 0) {
      gate.close();
    }
    return lanes == 0;
  }

  /** Takes a lane out of the line; whether it stood there. */
  boolean leaveLine(LaneServer server) {
    boolean waited = server.isWaiting();
    if (waited) {
      line.remove(server);
      server.setWaiting(false);
    }
    return waited;
  }

  boolean hasLine() {
    return !line.isEmpty();
  }

  /** Puts a lane at the end. */
  void stand(LaneServer server) {
    server.setWaiting(true);
    line.addLast(server);
  }

  /** Puts a lane into the line that a limit holds up; one that was called in vain stays first. */
  void hold(LaneServer server, boolean hasTaken) {
    boolean first = server.isCalled() && !hasTaken;
    server.setCalled(false);
    server.setWaiting(true);
    if (first) {
      line.addFirst(server);
    } else {
      line.addLast(server);
    }
    Deferral deferral = server.lane().deferral();
    held = true;
    calledAtOnce = 1;
    untilSlot = deferral.isUntilSlot();
    untilNanos = deferral.untilNanos();
    if (untilSlot && !gate.awaitSlot()) {
      held = false;
    }
  }

  /** Whether a limit holds the line up until a time. */
  boolean isHeldUntil() {
    return held && !untilSlot;
  }

  long untilNanos() {
    return untilNanos;
  }

  boolean isHeld() {
    return held;
  }

  /** The limit may hold up nobody any more. */
  void release() {
    held = false;
  }

  /** How many of the line to call now. */
  int takeTurn() {
    int count = Math.min(calledAtOnce, line.size());
    calledAtOnce = Math.min(2 * calledAtOnce, 1 << 20);
    return count;
  }

  /** The first of the line, who leaves it. */
  @Nullable LaneServer next() {
    LaneServer server = line.pollFirst();
    if (server != null) {
      server.setWaiting(false);
      server.setCalled(true);
    }
    return server;
  }

  /** <b>Thread:</b> any. */
  @Override
  public void slotFreed() {
    onLoop(
        () -> {
          release();
          deferrals.callNext();
        });
  }

  /** <b>Thread:</b> any. */
  @Override
  public void limitsChanged() {
    onLoop(
        () -> {
          gate.refresh();
          release();
          deferrals.callNext();
        });
  }

  private void onLoop(Runnable action) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException _) {
      // It has ended, and its lanes with it.
    }
  }
}
