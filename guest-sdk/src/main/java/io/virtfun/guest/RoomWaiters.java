package io.virtfun.guest;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Callers that wait until a lane and the arena have room.
 *
 * <p>As many as there are places are told, the longest waiting first, and what they were told is no
 * reservation: whoever comes too late waits again. Room that those who were told do not use goes to
 * the next ones a turn of the event loop later, so that a waiter that lost interest keeps nobody
 * waiting.
 *
 * <p><b>Thread:</b> any.
 */
final class RoomWaiters {
  /** Most waiters of one session. */
  static final int CAPACITY = 4096;

  private final EventLoop loop;
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private volatile int count;

  /** What room there is now. */
  interface Room {
    /** How many more calls can be made. */
    int places();

    /** Whether the arena has a free block of so many bytes. */
    boolean fits(long arenaBytes);

    /** The failure of waiting, where there will never be room again. */
    @Nullable CallException ended();
  }

  RoomWaiters(EventLoop loop) {
    this.loop = loop;
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
    // What was freed before the waiter could be seen told nobody. Never at once: a caller who
    // finds no room time and again would do so on an ever deeper stack.
    Loops.queue(loop, () -> changed(room));
    return promise.future();
  }

  /** Something was freed, or the session ended. */
  void changed(Room room) {
    if (count == 0) {
      return;
    }
    CallException ended = room.ended();
    List<Promise<Void>> told = takeThoseWithRoom(room, ended != null);
    for (Promise<Void> promise : told) {
      if (ended == null) {
        promise.complete();
      } else {
        promise.fail(ended);
      }
    }
    if (!told.isEmpty() && count > 0) {
      Loops.queue(loop, () -> changed(room));
    }
  }

  private List<Promise<Void>> takeThoseWithRoom(Room room, boolean all) {
    List<Promise<Void>> told = new ArrayList<>();
    synchronized (waiters) {
      int places = all ? waiters.size() : room.places();
      Iterator<Waiter> each = waiters.iterator();
      while (told.size() < places && each.hasNext()) {
        Waiter waiter = each.next();
        if (all || room.fits(waiter.arenaBytes)) {
          each.remove();
          told.add(waiter.promise);
        }
      }
      count = waiters.size();
    }
    return told;
  }
}
