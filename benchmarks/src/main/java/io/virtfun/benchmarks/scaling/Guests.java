package io.virtfun.benchmarks.scaling;

import com.sun.management.UnixOperatingSystemMXBean;
import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.guests.Guest;
import io.virtfun.benchmarks.guests.Load;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Guests attached to one broker, of which some work while the others are idle.
 *
 * <p><b>Thread:</b> one; measuring blocks. <b>Ownership:</b> the run's.
 */
final class Guests {
  /** In the broker a socket and two doorbells; fewer here. */
  private static final int FILES_PER_GUEST = 3;

  /** Of a JVM and its class path. */
  private static final int OTHER_FILES = 256;

  private final List<Guest> all;
  private final ProcessorTime broker;

  private Guests(List<Guest> all, ProcessorTime broker) {
    this.all = all;
    this.broker = broker;
  }

  /** Attaches so many. */
  static Guests attach(Run run, int count, Path socket, ProcessorTime broker) {
    requireFiles(FILES_PER_GUEST * count + OTHER_FILES);
    List<Guest> all = Stream.generate(() -> Guest.start(run, socket)).limit(count).toList();
    all.forEach(Guest::awaitAttached);
    return new Guests(all, broker);
  }

  /** The broker's process has the same limit as this one. */
  private static void requireFiles(long least) {
    long most =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    if (most < least) {
      throw new BenchException(
          "open files: %d (expected: at least %d; see ulimit -Hn)".formatted(most, least));
    }
  }

  /** Has the first so many work; counts for a time after they have begun. */
  Sample measure(int count, Load load, Duration warmUp, Duration counted)
      throws InterruptedException {
    List<Guest> working = all.subList(0, count);
    long from = System.nanoTime() + warmUp.toNanos();
    long until = from + counted.toNanos();
    working.forEach(guest -> guest.order(load, from, until));
    sleepUntil(from);
    ProcessorTime.Reading before = broker.read();
    sleepUntil(until);
    double brokerShare = broker.read().shareSince(before);
    long calls = 0;
    long guestNanos = 0;
    for (Guest guest : working) {
      Guest.Work work = guest.work();
      calls += work.calls();
      guestNanos += work.cpuNanos();
    }
    if (calls == 0) {
      throw new BenchException(count + " guests: 0 calls in " + counted + " (expected: some)");
    }
    double seconds = counted.toNanos() / 1e9;
    return new Sample(
        count,
        load,
        calls / seconds,
        brokerShare * seconds * 1e6 / calls,
        guestNanos / 1e3 / calls);
  }

  /** The broker's processor time while no guest works, as a share of one processor. */
  double idleShare(Duration duration) throws InterruptedException {
    ProcessorTime.Reading before = broker.read();
    Thread.sleep(duration);
    return broker.read().shareSince(before);
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }
}
