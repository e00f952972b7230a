package io.virtfun.broker.demo;

import io.virtfun.broker.admin.AdminClient;
import io.virtfun.broker.admin.AdminException;
import io.virtfun.broker.admin.AdminVerticle;
import io.virtfun.broker.config.BrokerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final boolean allDevices;
  private final GuestStarter starter;
  private final List<Started> guests = new ArrayList<>();
  private @Nullable Path runDirectory;
  private @Nullable ChildProcess broker;
  private boolean closed;

  /**
   * @param fastStart for processes that end soon
   * @param allDevices whether the broker opens every device that the machine has
   */
  DemoProcesses(boolean fastStart, boolean allDevices, GuestStarter starter) {
    this.fastStart = fastStart;
    this.allDevices = allDevices;
    this.starter = starter;
  }

  /**
   * A guest to start.
   *
   * @param index from 0
   * @param address of its tenant, on the host
   * @param pins what it is to run on devices that it asks for
   */
  record Guest(int index, String address, List<Pin> pins) {}

  synchronized ChildProcess startBroker(ChildProcess.Listener listener) {
    List<String> command = new ChildCommandLine(runDirectory(), fastStart).broker(conf());
    ChildProcess started = ChildProcess.start(command, listener);
    broker = started;
    return started;
  }

  private Optional<Path> conf() {
    try {
      return allDevices ? Optional.of(BrokerConfig.copyOfDemo(runDirectory())) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the broker says of its devices. <b>Errors:</b> {@link DemoException} where it does not.
   */
  List<DemoDevice> devices() {
    Path folder;
    synchronized (this) {
      folder = runDirectory();
    }
    try {
      return DemoDevice.all(AdminClient.ask(folder, AdminVerticle.DEVICES));
    } catch (AdminException e) {
      throw new DemoException(String.valueOf(e.getMessage()));
    }
  }

  synchronized Started startGuest(Guest guest, ChildProcess.Listener listener) {
    Started started = starter.start(runDirectory(), guest, listener);
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
