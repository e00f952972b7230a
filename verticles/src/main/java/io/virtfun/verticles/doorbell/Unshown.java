package io.virtfun.verticles.doorbell;

import io.virtfun.verticles.bus.ThrottledLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Answers that are shown to guests a little later, at the next look.
 *
 * <p>A lane's calls come back from an event loop's device in several messages, one after another.
 * Shown together they wake a guest that sleeps once.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Unshown {
  private final Predicate<LaneServer> publish;
  private final ThrottledLog log;
  private final List<LaneServer> lanes = new ArrayList<>();

  /**
   * None.
   *
   * @param publish shows a guest what was done; whether it sleeps
   */
  Unshown(Predicate<LaneServer> publish, ThrottledLog log) {
    this.publish = publish;
    this.log = log;
  }

  /**
   * Calls of a lane have been answered, which expects what its guest will do next.
   *
   * @param onLoop whether they ran here, so that others in flight may come back before the look
   */
  void answered(LaneServer server, boolean onLoop, long nowNanos) {
    server.horizon().acted(nowNanos);
    // A lane in line is not looked at.
    if (!onLoop || server.lane().inFlight() == 0 || server.isWaiting()) {
      show(server);
    } else if (lanes.isEmpty() || lanes.getLast() != server) {
      lanes.add(server);
    }
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  /** Shows all of them; whether there were any. */
  boolean showAll() {
    if (lanes.isEmpty()) {
      return false;
    }
    for (int i = 0; i < lanes.size(); i++) {
      show(lanes.get(i));
    }
    lanes.clear();
    return true;
  }

  /** A lane that fails keeps no other from its guest. */
  private void show(LaneServer server) {
    try {
      if (publish.test(server)) {
        server.horizon().woke();
      }
    } catch (Throwable e) {
      log.warn(() -> server.name() + ": " + e);
    }
  }
}
