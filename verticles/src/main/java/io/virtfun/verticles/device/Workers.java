package io.virtfun.verticles.device;

import io.virtfun.shm.Polling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one device, started as they are needed; the one that ended a call last gets the
 * next.
 *
 * <p><b>Thread:</b> the device's event loop. <b>Ownership:</b> closing ends them; none may be busy.
 */
final class Workers<T extends Runnable> {
  private final String name;
  private final Polling polling;
  private final List<Worker<T>> all = new ArrayList<>();
  private final ArrayDeque<Worker<T>> idle = new ArrayDeque<>();

  Workers(String name, Polling polling) {
    this.name = name;
    this.polling = polling;
  }

  /** Whether any of them has a call. */
  boolean areBusy() {
    return idle.size() < all.size();
  }

  /** How many calls can be made ready behind short ones that run. */
  int roomAhead() {
    int room = 0;
    for (int i = 0; i < all.size(); i++) {
      room += all.get(i).takesAnother() ? 1 : 0;
    }
    return room;
  }

  /**
   * One for a call, an idle one where there is, which its taker {@link #give gives} back.
   *
   * @param slots calls that may run at once
   */
  Worker<T> take(int slots) {
    Worker<T> worker = idle.pollLast();
    if (worker == null && all.size() >= slots) {
      worker = behindAnother();
    }
    if (worker == null) {
      worker = new Worker<>(name + "-" + all.size(), polling);
      // It may be one thread too many for the system.
      worker.start();
      all.add(worker);
    }
    return worker;
  }

  private @Nullable Worker<T> behindAnother() {
    for (Worker<T> worker : all) {
      if (worker.takesAnother()) {
        return worker;
      }
    }
    return null;
  }

  /** A call of one has ended; the one that it goes on with. */
  @Nullable T give(Worker<T> worker) {
    T next = worker.ended();
    if (!worker.isBusy()) {
      idle.addLast(worker);
    }
    return next;
  }

  /** Takes back all calls that none of them has begun. */
  List<T> takeBack() {
    List<T> unbegun = new ArrayList<>();
    for (Worker<T> worker : all) {
      for (T call = worker.takeBack(); call != null; call = worker.takeBack()) {
        unbegun.add(call);
        if (!worker.isBusy()) {
          idle.addLast(worker);
        }
      }
    }
    return unbegun;
  }

  void close() {
    all.forEach(Worker::close);
  }
}
