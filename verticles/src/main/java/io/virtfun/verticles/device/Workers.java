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
final class Workers {
  private final String name;
  private final Polling polling;
  private final List<Worker> all = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();

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
  Worker take(int slots) {
    Worker worker = idle.pollLast();
    if (worker == null && all.size() >= slots) {
      worker = behindAnother();
    }
    if (worker == null) {
      worker = new Worker(name + "-" + all.size(), polling);
      // It may be one thread too many for the system.
      worker.start();
      all.add(worker);
    }
    return worker;
  }

  private @Nullable Worker behindAnother() {
    for (Worker worker : all) {
      if (worker.takesAnother()) {
        return worker;
      }
    }
    return null;
  }

  /** A call of one has ended. */
  void give(Worker worker) {
    if (!worker.ended()) {
      idle.addLast(worker);
    }
  }

  void close() {
    all.forEach(Worker::close);
  }
}
