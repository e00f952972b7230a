package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.ChildCommandLine;
import io.virtfun.broker.demo.ChildProcess;
import io.virtfun.broker.demo.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves on the machine while it lasts: a directory, a broker and guests.
 *
 * <p><b>Thread:</b> any; starting and closing exclude each other, so that nothing is started and
 * forgotten. <b>Ownership:</b> close ends all of it; idempotent.
 */
final class ChaosProcesses implements AutoCloseable {
  private static final Duration BROKER_GRACE = Duration.ofSeconds(5);
  private static final List<String> GUEST_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx256m");
  private static final String CONF = "chaos.yaml";

  /** Goes on when this process ends, so that nothing stays stopped. */
  private static final String PAUSE = "kill -STOP $0 && sleep $1; kill -CONT $0";

  private final List<ChildProcess> guests = new ArrayList<>();
  private @Nullable Path runDirectory;
  private @Nullable ChildProcess broker;
  private boolean closed;

  synchronized ChildProcess startBroker(String conf, ChildProcess.Listener listener) {
    configure(conf);
    Path folder = runDirectory();
    ChildProcess started =
        ChildProcess.start(
            new ChildCommandLine(folder, false).broker(folder.resolve(CONF)), listener);
    broker = started;
    return started;
  }

  /** Has the broker find another configuration when it reads it next. */
  synchronized void configure(String conf) {
    try {
      // At once: it may be reading.
      Path next = Files.writeString(runDirectory().resolve("next.yaml"), conf);
      Files.move(next, runDirectory().resolve(CONF), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized ChildProcess startGuest(GuestOrders orders, ChildProcess.Listener listener) {
    List<String> command =
        new ChildCommandLine(runDirectory(), true).command(GUEST_FLAGS, orders.arguments());
    ChildProcess started = ChildProcess.start(command, listener);
    guests.add(started);
    return started;
  }

  /** It has ended. */
  synchronized void forget(ChildProcess guest) {
    guests.remove(guest);
  }

  /** How to ask the broker for its accounts. */
  synchronized List<String> tenantsCommand() {
    return new ChildCommandLine(runDirectory(), true)
        .command(List.of(), List.of("tenants", "--json", "--run-dir=" + runDirectory()));
  }

  private Path runDirectory() {
    if (closed) {
      throw new ChaosException("stopped");
    }
    if (runDirectory == null) {
      runDirectory = RunDirectory.create("virtfun-chaos-");
    }
    return runDirectory;
  }

  /** Has a process read its configuration again. */
  static void hangup(ChildProcess process) {
    shell("kill -HUP $0", Long.toString(process.pid()));
  }

  /** Stops a process for a while. */
  static void pause(ChildProcess process, long millis) {
    shell(PAUSE, Long.toString(process.pid()), String.format(Locale.ROOT, "%.3f", millis / 1e3));
  }

  private static void shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; " + script));
    command.addAll(List.of(arguments));
    try {
      // Its parent's stderr has nothing to say about processes that have ended meanwhile.
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new ChaosException("cannot start /bin/sh: " + e.getMessage());
    }
  }

  /** Guests go first: the broker then has nobody to wait for. */
  @Override
  public synchronized void close() {
    closed = true;
    guests.forEach(ChildProcess::kill);
    guests.forEach(guest -> guest.end(Duration.ZERO));
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
