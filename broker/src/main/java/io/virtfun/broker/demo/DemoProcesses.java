package io.virtfun.broker.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo leaves on the machine while it runs: a directory, a broker and guests.
 *
 * <p><b>Thread:</b> any; starting and closing exclude each other, so that nothing is started and
 * forgotten. <b>Ownership:</b> close ends all of it; idempotent.
 */
final class DemoProcesses implements AutoCloseable {
  private static final Duration GUEST_GRACE = Duration.ofSeconds(2);
  private static final Duration BROKER_GRACE = Duration.ofSeconds(5);

  private final boolean fastStart;
  private final GuestStarter starter;
  private final List<Started> guests = new ArrayList<>();
  private @Nullable Path runDirectory;
  private @Nullable ChildProcess broker;
  private boolean closed;

  /**
   * @param fastStart for processes that end soon
   */
  DemoProcesses(boolean fastStart, GuestStarter starter) {
    this.fastStart = fastStart;
    this.starter = starter;
  }

  synchronized ChildProcess startBroker(ChildProcess.Listener listener) {
    List<String> command = new ChildCommandLine(runDirectory(), fastStart).broker();
    ChildProcess started = ChildProcess.start(command, listener);
    broker = started;
    return started;
  }

  synchronized Started startGuest(int guest, String address, ChildProcess.Listener listener) {
    Started started = starter.start(runDirectory(), guest, address, listener);
    guests.add(started);
    return started;
  }

  private Path runDirectory() {
    if (closed) {
      throw new DemoException("stopped");
    }
    if (runDirectory == null) {
      runDirectory = RunDirectory.create();
    }
    return runDirectory;
  }

  /** Guests go first: the broker then has nobody to wait for. */
  @Override
  public synchronized void close() {
    closed = true;
    guests.forEach(Started::terminate);
    guests.forEach(guest -> guest.end(GUEST_GRACE));
    guests.clear();
    if (broker != null) {
      broker.terminate();
      broker.end(BROKER_GRACE);
      broker = null;
    }
    if (runDirectory != null) {
      RunDirectory.remove(runDirectory);
      runDirectory = null;
    }
  }
}
