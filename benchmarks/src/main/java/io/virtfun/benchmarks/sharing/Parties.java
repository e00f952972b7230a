package io.virtfun.benchmarks.sharing;

import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.ServerProcess;
import io.virtfun.benchmarks.guests.Guest;
import io.virtfun.benchmarks.guests.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A broker with tenants, each with one guest.
 *
 * <p><b>Thread:</b> one; measuring blocks. <b>Ownership:</b> the run's.
 */
final class Parties {
  /** What a guest does that shares its processor with others. */
  private static final long LOOK_NANOS = 2_000;

  private final Map<Party, Guest> guests = new LinkedHashMap<>();
  private final Accounts accounts;

  /**
   * What was counted.
   *
   * @param work of each guest that worked
   * @param used by each tenant meanwhile
   * @param elapsedNanos between the two readings of device times
   */
  record Counted(Map<Party, Guest.Work> work, Map<String, Accounts.Used> used, long elapsedNanos) {
    /** Device time of each tenant. */
    Map<String, Long> deviceNanos() {
      Map<String, Long> nanos = new LinkedHashMap<>();
      used.forEach((tenant, each) -> nanos.put(tenant, each.deviceNanos()));
      return nanos;
    }

    /** What a call of a tenant took, on average. */
    double callMicros(String tenant) {
      Accounts.Used calls = used.getOrDefault(tenant, Accounts.Used.NOTHING);
      return calls.deviceNanos() / 1e3 / Math.max(1, calls.ended());
    }
  }

  private Parties(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * Starts a broker and attaches a guest of each.
   *
   * @param device lines of configuration
   */
  static Parties attach(Run run, String name, List<Party> parties, String device) {
    Path folder = run.folder().resolve(name);
    ServerProcess broker = broker(run, folder, parties, device);
    Parties attached = new Parties(new Accounts(folder.resolve("admin.sock")));
    for (Party party : parties) {
      String address = broker.address(party.tenant());
      Path socket = Path.of(address.substring("unix:".length()));
      attached.guests.put(
          party, Guest.start(run, socket, party.function(), Integer.toString(party.argument())));
    }
    attached.guests.values().forEach(Guest::awaitAttached);
    return attached;
  }

  private static ServerProcess broker(Run run, Path folder, List<Party> parties, String device) {
    StringBuilder yaml = new StringBuilder("tenants:\n");
    for (Party party : parties) {
      yaml.append(
          "  - name: %s\n    weight: %d\n    region-size: 1MiB\n    lanes: 1\n"
              .formatted(party.tenant(), party.weight()));
    }
    yaml.append("devices:\n").append(device);
    Path conf = folder.resolve("virtfun.yaml");
    try {
      Files.createDirectories(folder);
      Files.writeString(conf, yaml);
    } catch (IOException e) {
      throw new BenchException("cannot write " + conf + ": " + e.getMessage(), e);
    }
    return ServerProcess.start(
        run,
        "io.virtfun.broker.cli.Main",
        "demo-child",
        "--",
        "broker",
        "--conf",
        conf.toString(),
        "--run-dir",
        folder.toString());
  }

  /** Has some of them work; counts for a time after they have begun. */
  Counted measure(List<Party> working, Duration warmUp, Duration counted)
      throws InterruptedException {
    long from = System.nanoTime() + warmUp.toNanos();
    long until = from + counted.toNanos();
    // They stop after the readings, so that nobody has the device for itself meanwhile.
    long end = until + warmUp.toNanos() / 2;
    working.forEach(party -> guest(party).order(new Load(party.inFlight(), LOOK_NANOS), from, end));
    sleepUntil(from);
    Map<String, Accounts.Used> before = accounts.used();
    long began = System.nanoTime();
    sleepUntil(until);
    Map<String, Accounts.Used> after = accounts.used();
    long elapsed = System.nanoTime() - began;
    Map<String, Accounts.Used> used = new LinkedHashMap<>();
    after.forEach(
        (tenant, each) ->
            used.put(tenant, each.less(before.getOrDefault(tenant, Accounts.Used.NOTHING))));
    Map<Party, Guest.Work> work = new LinkedHashMap<>();
    working.forEach(party -> work.put(party, guest(party).work()));
    return new Counted(work, used, elapsed);
  }

  private Guest guest(Party party) {
    Guest guest = guests.get(party);
    if (guest == null) {
      throw new IllegalArgumentException(party + " (expected: one that is attached)");
    }
    return guest;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }
}
