package io.virtfun.verticles.device;

import io.virtfun.shm.Polling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

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

  /** An idle one, which its taker {@link #give gives} back. */
  Worker take() {
    Worker worker = idle.pollLast();
    if (worker == null) {
      worker = new Worker(name + "-" + all.size(), polling);
      // It may be one thread too many for the system.
      worker.start();
      all.add(worker);
    }
    return worker;
  }

  void give(Worker worker) {
    idle.addLast(worker);
  }

  void close() {
    all.forEach(Worker::close);
  }
}
