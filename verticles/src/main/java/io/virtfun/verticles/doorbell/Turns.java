package io.virtfun.verticles.doorbell;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.PollBudget;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.LoopTasks;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.lane.Lane;
import java.util.function.ObjLongConsumer;

/**
 * The lanes that are being looked at on one event loop, and when to look.
 *
 * <p>A look takes a bounded batch from every active lane, as far as its tenant may take the loop's
 * time, sends it to the devices, and rings the guests that asked. Looks follow one another until a
 * task waits on the event loop, and for {@link #TURN_NANOS} at most, then the loop sees to its
 * descriptors before the next turn. A lane that it does not pay to look at any more is armed and
 * sleeps until its doorbell rings or a call of it comes back.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Turns {
  /** How long descriptors may wait for looks. */
  private static final long TURN_NANOS = 20_000;

  /** Most calls of one look: each may run for some microseconds on this event loop. */
  private static final int CALLS_PER_LOOK = 256;

  private final SingleThreadEventLoop loop;
  private final LoopTasks tasks;
  private final Outbox outbox;
  private final Rings rings;
  private final ThrottledLog log;
  private final DeadlineTimer deadlines;
  private final PollBudget budget;
  private final Deferrals deferrals;
  private final ActiveLanes active = new ActiveLanes();
  private final Unshown unshown;
  private final Glances glances;
  private final Runnable turn;
  private final Runnable afterIo;
  private boolean scheduled;
  private boolean turning;
  private boolean closed;
  private long turnStartNanos;
  private long lastLookNanos;
  private boolean mayLookInVain = true;
  private boolean anySlept;

  Turns(ContextInternal context, Outbox outbox, Rings rings, ThrottledLog log, Polling polling) {
    this.deadlines = new DeadlineTimer(context, server -> change(server, Lane::expire));
    this.loop = (SingleThreadEventLoop) context.nettyEventLoop();
    this.tasks = LoopTasks.of(loop);
    this.glances = new Glances(active, tasks);
    this.outbox = outbox;
    this.rings = rings;
    this.log = log;
    this.budget = new PollBudget(polling.cpuShare(), System.nanoTime());
    this.unshown = new Unshown(this::publish, log);
    this.deferrals = new Deferrals(loop, this::activate);
    this.turn = () -> context.dispatch(this::turn);
    this.afterIo = tasks.idle(this::startTurn);
  }

  /** Has a lane looked at, from the next turn on, unless it stands in line. */
  void activate(LaneServer server) {
    if (closed || server.isWaiting()) {
      return;
    }
    if (!server.isActive()) {
      server.setActive(true);
      server.lane().disarm();
      active.add(server);
    }
    if (!scheduled && !turning) {
      startTurn();
    }
  }

  void deactivate(LaneServer server) {
    if (server.isActive()) {
      server.setActive(false);
      active.remove(server);
    }
    deadlines.forget(server);
  }

  /** Does something with a lane that may answer or send calls, or make room for others. */
  void change(LaneServer server, ObjLongConsumer<Lane> change) {
    try {
      change.accept(server.lane(), System.nanoTime());
      publish(server);
    } catch (RuntimeException e) {
      log.warn(() -> server.name() + ": " + e);
    }
    activate(server);
    handOver();
  }

  Unshown unshown() {
    return unshown;
  }

  /** Calls have been answered. */
  void answered() {
    if (unshown.isEmpty() && !tasks.isAnyBeside(scheduled ? 1 : 0)) {
      glances.answered();
    }
  }

  Deferrals deferrals() {
    return deferrals;
  }

  /** Looks no more, and rings nobody. */
  void close() {
    unshown.showAll();
    closed = true;
    deferrals.close();
    active.clear();
    deadlines.close();
  }

  private void startTurn() {
    scheduled = true;
    turnStartNanos = System.nanoTime();
    lastLookNanos = turnStartNanos;
    mayLookInVain = budget.spend(0, turnStartNanos);
    loop.execute(turn);
  }

  private void turn() {
    scheduled = false;
    glances.begin();
    turning = true;
    try {
      boolean found = look(System.nanoTime());
      while (!found && mayGoOn()) {
        found = look(lastLookNanos);
      }
    } finally {
      turning = false;
      // Also when something failed: these lanes' guests do not ring.
      if (!active.isEmpty() && !scheduled) {
        scheduleNext();
      }
    }
  }

  private void scheduleNext() {
    scheduled = true;
    if (lastLookNanos - turnStartNanos >= TURN_NANOS) {
      // A task that re-submits itself would keep the loop from its I/O for a whole task quantum.
      tasks.afterIo(afterIo);
    } else {
      // Behind the devices, which have been given calls.
      loop.execute(turn);
    }
  }

  /** Glances until there is something to look at; whether the turn is to go on. */
  private boolean mayGoOn() {
    glances.glance();
    long now = System.nanoTime();
    mayLookInVain = budget.spend(now - lastLookNanos, now);
    lastLookNanos = now;
    return !active.isEmpty() && now - turnStartNanos < TURN_NANOS && !tasks.isAny();
  }

  /** Whether any lane had something, or may have. */
  private boolean look(long nowNanos) {
    lastLookNanos = nowNanos;
    if (unshown.showAll()) {
      handOver();
    }
    int taken = 0;
    boolean owes = false;
    int count = active.tenants();
    int heaviest = count > 1 ? active.heaviest() : 1;
    for (int i = 0; i < count && taken < CALLS_PER_LOOK; i++) {
      LoopShare share = active.nextTenant();
      if (count > 1 ? share.grant(heaviest) : share.grantAlone()) {
        taken += serve(share, nowNanos);
      } else {
        owes = true;
      }
    }
    if (anySlept) {
      anySlept = false;
      active.removeSleeping();
    }
    deferrals.callNext();
    handOver();
    return taken > 0 || owes;
  }

  /** Serves lanes of one tenant for as long as it may take; how many calls they took. */
  private int serve(LoopShare share, long nowNanos) {
    int taken = 0;
    for (int left = share.lanes().size(); left > 0 && share.mayTake(); left--) {
      LaneServer server = share.next();
      int calls = tryServe(server, share.calls(server), nowNanos);
      share.took(calls);
      taken += calls;
    }
    return taken;
  }

  /** Sends and rings what has gathered. */
  void handOver() {
    outbox.flush();
    if (!closed) {
      rings.flush();
    }
  }

  /** Serves one batch; a lane that fails, for want of memory say, is tried again. */
  private int tryServe(LaneServer server, int most, long nowNanos) {
    try {
      return serve(server, most, nowNanos);
    } catch (Throwable e) {
      log.warn(() -> server.name() + ": " + e);
      return 0;
    }
  }

  /** Serves one batch; how many calls it took. */
  private int serve(LaneServer server, int most, long nowNanos) {
    if (deferrals.joinsLine(server)) {
      sleeps(server);
      watchInLine(server, nowNanos);
      return 0;
    }
    int taken = server.lane().poll(most, nowNanos);
    publish(server);
    if (server.lane().hasDeadlines()) {
      deadlines.mind(server, nowNanos);
    }
    if (server.lane().deferral().isDeferred()) {
      deferrals.add(server, taken > 0);
      sleeps(server);
      watchInLine(server, nowNanos);
      return taken;
    }
    server.setCalled(false);
    if (taken > 0) {
      server.horizon().came(nowNanos);
    } else if (!server.lane().isServing()) {
      server.silence(log);
      sleeps(server);
    } else if (!mayLookInVain || !server.horizon().looks(nowNanos)) {
      sleep(server);
    }
    return taken;
  }

  /** Has the guest of a lane that stands in line ring: cancel entries are seen even so. */
  private void watchInLine(LaneServer server, long nowNanos) {
    server.lane().disarm();
    if (!server.lane().arm() && server.lane().lookAhead(CALLS_PER_LOOK, nowNanos)) {
      // The guest rings for what it adds alone.
      loop.execute(() -> rungInLine(server));
    }
    publish(server);
  }

  /** The guest of a lane that stands in line has rung, or there is more to see there. */
  void rungInLine(LaneServer server) {
    if (!closed && server.isWaiting() && server.lane().isServing()) {
      watchInLine(server, System.nanoTime());
      handOver();
    }
  }

  private void sleep(LaneServer server) {
    if (server.lane().arm()) {
      publish(server);
      if (server.lane().isServing()) {
        sleeps(server);
      }
    } else {
      server.lane().disarm();
    }
  }

  private void sleeps(LaneServer server) {
    server.setActive(false);
    anySlept = true;
  }

  /** Shows the guest what was done; whether it is rung at the next {@link #handOver}. */
  boolean publish(LaneServer server) {
    boolean rings = server.lane().flush() && !closed;
    if (rings) {
      this.rings.add(server);
    }
    return rings;
  }
}
