package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All guests of a run: as many at a time as it is asked for, one in the place of each that is
 * killed.
 *
 * <p><b>Thread:</b> the one that runs events.
 */
final class Guests {
  private static final long WARM_UP_CALLS = 100;
  private static final long WARM_UP_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long END_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int GUEST_PATH = 1;

  private final ChaosSettings settings;
  private final ChaosProcesses processes;
  private final Events events;
  private final Totals totals;
  private final Map<String, String> addresses;
  private final List<Guest> places = new ArrayList<>();
  private final List<Guest> all = new ArrayList<>();
  private int started;
  private boolean ending;

  Guests(
      ChaosSettings settings,
      ChaosProcesses processes,
      Events events,
      Totals totals,
      Map<String, String> addresses) {
    this.settings = settings;
    this.processes = processes;
    this.events = events;
    this.totals = totals;
    this.addresses = addresses;
  }

  /** One guest of each tenant makes some calls and ends; what a broker keeps is there then. */
  void warmUp() throws InterruptedException {
    for (Tenancy tenancy : Tenancy.values()) {
      start(new Guest("first guest of " + tenancy.tenant(), tenancy), WARM_UP_CALLS);
    }
    awaitEnds(WARM_UP_NANOS);
  }

  /** All that are there at once. */
  void startAll() {
    for (int place = 0; place < settings.guests(); place++) {
      places.add(startAt(place));
    }
  }

  private Guest startAt(int place) {
    List<String> tenants = List.copyOf(addresses.keySet());
    Tenancy tenancy = Tenancy.of(tenants.get(place % tenants.size()));
    Guest guest = new Guest("guest %d (%s)".formatted(place + 1, tenancy.tenant()), tenancy);
    start(guest, 0);
    return guest;
  }

  private void start(Guest guest, long calls) {
    GuestOrders orders =
        new GuestOrders(
            String.valueOf(addresses.get(guest.tenancy().tenant())),
            guest.tenancy(),
            Seeds.derived(settings.seed(), GUEST_PATH, started++),
            calls,
            settings.sabotage());
    all.add(guest);
    guest.started(
        processes.startGuest(
            orders,
            events.listener(
                guest::said,
                _ -> {
                  // Kept as what it said last.
                },
                code -> exited(guest, code))));
  }

  private void exited(Guest guest, int code) {
    guest.exited(code, totals);
    processes.forget(guest.process());
    all.remove(guest);
    int place = places.indexOf(guest);
    if (place >= 0 && !ending) {
      places.set(place, startAt(place));
    }
  }

  Guest at(int place) {
    return places.get(place);
  }

  /** Tells all to end their calls and detach, and waits until they have. */
  void end() throws InterruptedException {
    ending = true;
    List.copyOf(all).stream().map(Guest::process).forEach(Guests::tell);
    awaitEnds(END_NANOS);
  }

  private static void tell(ChildProcess process) {
    process.tell("end");
  }

  private void awaitEnds(long nanos) throws InterruptedException {
    if (!events.runUntil(all::isEmpty, nanos, LOOK_NANOS)) {
      throw new ChaosException(
          "%s did not end (expected: within %d s)"
              .formatted(
                  String.join(", ", all.stream().map(Guest::name).toList()),
                  TimeUnit.NANOSECONDS.toSeconds(nanos)));
    }
  }
}
