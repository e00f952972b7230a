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
  private final List<ChildProcess> guests = new ArrayList<>();
  private @Nullable Path runDirectory;
  private @Nullable ChildProcess broker;
  private boolean closed;

  /**
   * @param fastStart for processes that end soon
   */
  DemoProcesses(boolean fastStart) {
    this.fastStart = fastStart;
  }

  synchronized ChildProcess startBroker(ChildProcess.Listener listener) {
    ChildProcess started = ChildProcess.start(commandLine().broker(), listener);
    broker = started;
    return started;
  }

  synchronized ChildProcess startGuest(List<String> arguments, ChildProcess.Listener listener) {
    ChildProcess guest = ChildProcess.start(commandLine().guest(arguments), listener);
    guests.add(guest);
    return guest;
  }

  private ChildCommandLine commandLine() {
    if (closed) {
      throw new DemoException("stopped");
    }
    if (runDirectory == null) {
      runDirectory = RunDirectory.create();
    }
    return new ChildCommandLine(runDirectory, fastStart);
  }

  /** Guests go first: the broker then has nobody to wait for. */
  @Override
  public synchronized void close() {
    closed = true;
    guests.forEach(ChildProcess::terminate);
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
