package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Callers that wait until a lane and the arena have room.
 *
 * <p>Everyone for whom there is room is told, and what they were told is no reservation: whoever
 * comes too late waits again. A waiter that lost interest therefore keeps nobody waiting.
 *
 * <p><b>Thread:</b> any.
 */
final class RoomWaiters {
  /** Most waiters of one session. */
  static final int CAPACITY = 4096;

  private final List<Waiter> waiters = new ArrayList<>();
  private volatile int count;

  /** Says whether there is room now. */
  interface Room {
    boolean isThere(long arenaBytes);

    /** The failure of waiting, where there will never be room again. */
    @Nullable CallException ended();
  }

  private record Waiter(long arenaBytes, Promise<Void> promise) {}

  /**
   * Completes once there is room. <b>Errors:</b> {@link CallException.LaneFull} with too many
   * waiters.
   */
  Future<Void> add(long arenaBytes, Room room) {
    Promise<Void> promise = Promise.promise();
    synchronized (waiters) {
      if (waiters.size() == CAPACITY) {
        return Future.failedFuture(
            new CallException.LaneFull(
                "room: %d waiters (expected: fewer than %d)".formatted(CAPACITY, CAPACITY)));
      }
      waiters.add(new Waiter(arenaBytes, promise));
      count = waiters.size();
    }
    // What was freed before the waiter could be seen told nobody.
    changed(room);
    return promise.future();
  }

  /** Something was freed, or the session ended. */
  void changed(Room room) {
    if (count == 0) {
      return;
    }
    List<Promise<Void>> told = new ArrayList<>();
    CallException ended = room.ended();
    synchronized (waiters) {
      Iterator<Waiter> each = waiters.iterator();
      while (each.hasNext()) {
        Waiter waiter = each.next();
        if (ended != null || room.isThere(waiter.arenaBytes)) {
          each.remove();
          told.add(waiter.promise);
        }
      }
      count = waiters.size();
    }
    for (Promise<Void> promise : told) {
      if (ended == null) {
        promise.complete();
      } else {
        promise.fail(ended);
      }
    }
  }
}
