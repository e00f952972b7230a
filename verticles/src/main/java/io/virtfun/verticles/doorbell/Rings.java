package io.virtfun.verticles.doorbell;

import io.virtfun.shm.linux.DoorbellRinger;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.verticles.bus.ThrottledLog;

/**
 * Rings the guests of one event loop, all of one turn together.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Rings implements AutoCloseable {
  private final DoorbellRinger ringer = DoorbellRinger.open();
  private final ThrottledLog log;
  private boolean noted;

  Rings(ThrottledLog log) {
    this.log = log;
    if (ringer.mayBlock()) {
      log.warn(
          () ->
              "kernel asynchronous I/O is not available: a hostile process guest can stall"
                  + " doorbells");
    }
  }

  /** Notes a guest to ring. */
  void add(LaneServer server) {
    noted = true;
    try {
      ringer.ring(server.guestDoorbell());
    } catch (LinuxException e) {
      log.warn(() -> server.name() + ": cannot ring: " + e.getMessage());
    }
  }

  /** Rings all that were noted. */
  void flush() {
    if (!noted) {
      return;
    }
    noted = false;
    try {
      ringer.flush();
    } catch (LinuxException e) {
      log.warn(() -> "cannot ring: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    ringer.close();
  }
}
