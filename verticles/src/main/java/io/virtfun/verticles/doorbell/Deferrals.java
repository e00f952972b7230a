package io.virtfun.verticles.doorbell;

import io.netty.channel.SingleThreadEventLoop;
import io.virtfun.verticles.lane.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all tenants on one event loop, with one timer for whoever may go first.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Deferrals {
  private final SingleThreadEventLoop loop;
  private final Consumer<LaneServer> activate;
  private final List<TenantLanes> lines = new ArrayList<>();
  private @Nullable Future<?> timer;
  private long timerNanos;

  /**
   * No lines.
   *
   * @param activate has a lane looked at
   */
  Deferrals(SingleThreadEventLoop loop, Consumer<LaneServer> activate) {
    this.loop = loop;
    this.activate = activate;
  }

  /** Has a lane with calls join its tenant's line, where there is one, unless it was called. */
  boolean joinsLine(LaneServer server) {
    TenantLanes tenant = server.tenant();
    Lane lane = server.lane();
    boolean joins =
        tenant.hasLine() && !server.isCalled() && !lane.isDraining() && lane.hasSubmissions();
    if (joins) {
      tenant.stand(server);
    }
    return joins;
  }

  /** Puts a lane into its tenant's line whose next call was held up. */
  void add(LaneServer server, boolean hasTaken) {
    TenantLanes tenant = server.tenant();
    if (!lines.contains(tenant)) {
      lines.add(tenant);
    }
    tenant.hold(server, hasTaken);
    schedule(tenant);
  }

  private void schedule(TenantLanes tenant) {
    if (!tenant.isHeldUntil() || (timer != null && tenant.untilNanos() - timerNanos >= 0)) {
      return;
    }
    cancel();
    timerNanos = tenant.untilNanos();
    timer = loop.schedule(this::due, timerNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void due() {
    timer = null;
    long now = System.nanoTime();
    for (TenantLanes tenant : lines) {
      if (tenant.isHeldUntil() && tenant.untilNanos() - now <= 0) {
        tenant.release();
      }
    }
    callNext();
    lines.forEach(this::schedule);
  }

  /** Has those looked at who are next in lines that no limit holds up. */
  void callNext() {
    for (int i = lines.size() - 1; i >= 0; i--) {
      TenantLanes tenant = lines.get(i);
      if (!tenant.isHeld()) {
        for (int left = tenant.takeTurn(); left > 0; left--) {
          LaneServer next = tenant.next();
          if (next != null) {
            activate.accept(next);
          }
        }
      }
      if (!tenant.hasLine()) {
        lines.remove(i);
      }
    }
  }

  void close() {
    cancel();
    lines.clear();
  }
}
