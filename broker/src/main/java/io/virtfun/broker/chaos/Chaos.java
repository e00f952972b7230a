package io.virtfun.broker.chaos;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run: guests call a broker while deeds are done to both, then all is counted.
 *
 * <p><b>Thread:</b> one.
 */
final class Chaos {
  private static final int DEED_PATH = 2;
  private static final int CONF_PATH = 3;

  private final ChaosSettings settings;
  private final ChaosProcesses processes;
  private final Consumer<String> progress;
  private final Events events = new Events();
  private final Totals totals = new Totals();
  private final Configurations configurations;
  private final BrokerUnderTest broker;
  private final SplittableRandom deeds;
  private final SplittableRandom confs;
  private final long startNanos = System.nanoTime();
  private List<ChaosReport.Tenant> tenants = List.of();
  private long kills;
  private long stops;
  private long changes;
  private long spoils;

  /**
   * Prepares one.
   *
   * @param progress hears what is done
   */
  Chaos(ChaosSettings settings, ChaosProcesses processes, Consumer<String> progress) {
    this.settings = settings;
    this.processes = processes;
    this.progress = progress;
    this.configurations = new Configurations(settings.seed(), settings.liePerMillion());
    this.broker = new BrokerUnderTest(processes, events, totals);
    this.deeds = Seeds.random(settings.seed(), DEED_PATH);
    this.confs = Seeds.random(settings.seed(), CONF_PATH);
  }

  /** <b>Errors:</b> {@link ChaosException} where it cannot go on. */
  void run() throws InterruptedException {
    try {
      Guests guests =
          new Guests(settings, processes, events, totals, broker.start(configurations.first()));
      guests.warmUp();
      Holdings before = broker.settled();
      guests.startAll();
      doDeeds(guests);
      say("end: guests end their calls and detach");
      reload(configurations.first());
      guests.end();
      broker.settle(before);
      tenants = Accounts.ask(processes.tenantsCommand());
      totals.compare(tenants);
      broker.stop();
    } finally {
      events.end();
    }
  }

  private void doDeeds(Guests guests) throws InterruptedException {
    long end = System.nanoTime() + settings.duration().toNanos();
    Deed deed = Deed.draw(deeds, settings.guests());
    long due = dueNanos(deed);
    while (end - System.nanoTime() > 0) {
      if (due - System.nanoTime() <= 0) {
        perform(deed, guests.at(deed.place()));
        deed = Deed.draw(deeds, settings.guests());
        due = dueNanos(deed);
      }
      long now = System.nanoTime();
      events.runNext(Math.max(0, Math.min(due - now, end - now)));
    }
  }

  private static long dueNanos(Deed deed) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deed.delayMillis());
  }

  private void perform(Deed deed, Guest guest) {
    switch (deed.kind()) {
      case CHANGE -> {
        changes++;
        say(deed.kind().what());
        reload(configurations.changed(confs));
      }
      case SPOIL -> {
        spoils++;
        say(deed.kind().what());
        reload(configurations.invalid(confs));
      }
      case KILL -> {
        if (isReady(guest, deed)) {
          kills++;
          say("kill " + guest.name());
          guest.kill();
        }
      }
      case STOP -> {
        if (isReady(guest, deed)) {
          stops++;
          say("stop " + guest.name() + " for " + deed.stopMillis() + " ms");
          ChaosProcesses.pause(guest.process(), deed.stopMillis());
        }
      }
    }
  }

  private static boolean isReady(Guest guest, Deed deed) {
    return !guest.hasEnded() && (guest.works() || !deed.patient());
  }

  private void reload(String conf) {
    broker.reload(conf);
  }

  private void say(String what) {
    progress.accept(String.format(Locale.ROOT, "%6.1f s: %s", seconds(), what));
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /**
   * What was found by now.
   *
   * @param aborted why it could not go on; null when it did
   */
  ChaosReport report(@Nullable String aborted) {
    if (aborted != null) {
      totals.fault(aborted);
    }
    Verdict verdict = totals.verdict();
    return new ChaosReport(
        verdict.isWell(),
        verdict.error(settings.seed()),
        settings.seed(),
        Math.round(seconds() * 10) / 10.0,
        settings.guests(),
        totals.calls(),
        totals.ends(),
        totals.killedAmidst(),
        new ChaosReport.Deeds(kills, stops),
        totals.sessions(),
        new ChaosReport.Reloads(changes, spoils, broker.refused()),
        verdict.lost(),
        verdict.doubled(),
        verdict.wrong(),
        tenants);
  }
}
