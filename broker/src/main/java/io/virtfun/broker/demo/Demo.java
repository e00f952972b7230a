package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One demo, from the start of the broker to the last guest's end.
 *
 * <p><b>Thread:</b> one. <b>Ownership:</b> the processes are the caller's to close.
 */
final class Demo {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

  /** Sockets close a little before their process is seen to have ended. */
  private static final Duration DEATH_DELAY = Duration.ofSeconds(1);

  private static final int MOST_EVENTS = 256;
  private static final long OFFER_MILLIS = 100;
  private static final Duration MOST_SILENCE = Duration.ofMinutes(10);

  /** How this tool's commands begin the line that says why they failed. */
  static final String OWN_ERROR = "virtfun: ";

  private static final String INFO = " INFO ";

  private final Settings settings;
  private final DemoProcesses processes;
  private final Progress progress;
  private final ReportBuilder report;
  private final BlockingQueue<DemoEvent> events = new ArrayBlockingQueue<>(MOST_EVENTS);
  private final List<GuestView> guests = new ArrayList<>();
  private final List<Started> startedGuests = new ArrayList<>();
  private volatile boolean ready;
  private volatile boolean ended;

  Demo(Settings settings, DemoProcesses processes, Progress progress, ReportBuilder report) {
    this.settings = settings;
    this.processes = processes;
    this.progress = progress;
    this.report = report;
  }

  /** <b>Errors:</b> {@link DemoException} where it cannot be brought to its end. */
  void run() throws InterruptedException {
    try {
      runToTheEnd();
    } finally {
      ended = true;
    }
  }

  private void runToTheEnd() throws InterruptedException {
    ChildProcess broker =
        processes.startBroker(
            listener("broker", DemoEvent.BrokerSaid::new, DemoEvent.BrokerExited::new));
    Map<String, String> addresses = awaitReady(broker);
    report.started(settings.guests(), Math.min(settings.guests(), addresses.size()));
    List<DemoDevice> devices = processes.devices();
    report.devices(devices);
    startGuests(addresses, Pin.all(devices));
    int running = settings.guests();
    while (running > 0) {
      switch (events.poll(MOST_SILENCE.toSeconds(), TimeUnit.SECONDS)) {
        case null ->
            throw new DemoException(
                "nothing was heard of %d guests for %d minutes"
                    .formatted(running, MOST_SILENCE.toMinutes()));
        case DemoEvent.BrokerSaid _ -> {}
        case DemoEvent.BrokerExited(int code) -> throw brokerExited(code, broker);
        case DemoEvent.GuestSaid(int guest, String line) -> said(guests.get(guest), line, broker);
        case DemoEvent.GuestExited(int guest, int code) -> {
          exited(guest, code, broker);
          running--;
        }
      }
    }
  }

  private ChildProcess.Listener listener(
      String name, Function<String, DemoEvent> said, IntFunction<DemoEvent> exited) {
    return new ChildProcess.Listener() {
      @Override
      public void said(String line) {
        put(said.apply(line));
      }

      @Override
      public void complained(String line) {
        if (settings.verbose()) {
          progress.say(name + ": " + line);
        } else if (!ready && line.contains(INFO)) {
          // Devices are opened, which may take a while.
          progress.say(line.substring(line.indexOf(INFO) + INFO.length()));
        }
      }

      @Override
      public void exited(int code) {
        put(exited.apply(code));
      }
    };
  }

  private void put(DemoEvent event) {
    try {
      // Nobody takes any more once the demo has ended.
      boolean taken = false;
      while (!ended && !taken) {
        taken = events.offer(event, OFFER_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> awaitReady(ChildProcess broker) throws InterruptedException {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (true) {
      DemoEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      switch (event) {
        case DemoEvent.BrokerSaid(String line) when ReadyLine.is(line) -> {
          ready = true;
          return ReadyLine.addresses(line);
        }
        case DemoEvent.BrokerExited(int code) -> {
          broker.lastErrors().forEach(line -> progress.warn("broker: " + line));
          throw brokerExited(code, broker);
        }
        case null ->
            throw new DemoException(
                "the broker is not ready (expected: within " + READY_TIMEOUT.toSeconds() + " s)");
        default -> {}
      }
    }
  }

  /** The first one runs every implementation of a function as well. */
  private void startGuests(Map<String, String> addresses, List<Pin> pins) {
    List<String> tenants = List.copyOf(addresses.keySet());
    for (int i = 0; i < settings.guests(); i++) {
      int guest = i;
      String tenant = tenants.get(guest % tenants.size());
      GuestView view = new GuestView(guest + 1, tenant);
      guests.add(view);
      startedGuests.add(
          processes.startGuest(
              new DemoProcesses.Guest(
                  guest, String.valueOf(addresses.get(tenant)), guest == 0 ? pins : List.of()),
              listener(
                  view.name(),
                  line -> new DemoEvent.GuestSaid(guest, line),
                  code -> new DemoEvent.GuestExited(guest, code))));
    }
  }

  private void said(GuestView guest, String line, ChildProcess broker) throws InterruptedException {
    GuestMessage message;
    try {
      message = Json.message(line);
    } catch (IllegalArgumentException e) {
      throw new DemoException(guest.name() + ": " + e.getMessage());
    }
    switch (message) {
      case GuestMessage.Attached attached -> {
        guest.attached(attached.rows());
        report.attached(attached).forEach(progress::say);
      }
      case GuestMessage.RowEnded ended -> rowEnded(guest, ended);
      case GuestMessage.Failed(String reason, boolean brokerGone) -> {
        if (brokerGone) {
          failIfGone(broker);
        }
        throw new DemoException(guest.name() + ", " + reason);
      }
      case GuestMessage.Finished _ -> guest.finished();
    }
  }

  private void rowEnded(GuestView guest, GuestMessage.RowEnded ended) {
    Task task = Tasks.all().get(ended.index());
    report.add(guest, ended);
    guest.rowDone();
    progress.rowDone(
        guest.name(),
        task,
        guests.stream().mapToInt(GuestView::rowsDone).sum(),
        guests.stream().mapToInt(GuestView::rows).sum());
  }

  private void exited(int index, int code, ChildProcess broker) throws InterruptedException {
    GuestView guest = guests.get(index);
    if (code == 0 && guest.isFinished()) {
      return;
    }
    failIfGone(broker);
    throw new DemoException(
        "%s exited with %d after %d of %d rows (expected: 0 after all)%s"
            .formatted(
                guest.name(),
                code,
                guest.rowsDone(),
                guest.rows(),
                lastError(startedGuests.get(index))));
  }

  /** A guest that loses its broker fails, but the broker is the reason. */
  private void failIfGone(ChildProcess broker) throws InterruptedException {
    if (broker.endsWithin(DEATH_DELAY)) {
      throw brokerExited(broker.exitCode(), broker);
    }
  }

  private static DemoException brokerExited(int code, ChildProcess broker) {
    return new DemoException(
        "the broker exited with %d (expected: to serve until all guests are done)%s"
            .formatted(code, lastError(broker)));
  }

  /** What it said about itself last; a log says nothing about an end. */
  private static String lastError(Started process) {
    List<String> errors = process.lastErrors();
    return !errors.isEmpty() && errors.getLast().startsWith(OWN_ERROR)
        ? ": " + errors.getLast().substring(OWN_ERROR.length())
        : "";
  }
}
