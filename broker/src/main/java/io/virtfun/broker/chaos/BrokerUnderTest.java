package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.ChildProcess;
import io.virtfun.broker.demo.ReadyLine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a run.
 *
 * <p><b>Thread:</b> the one that runs events.
 */
final class BrokerUnderTest {
  private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String REFUSED = "configuration not taken over";
  private static final List<String> BAD_WORDS = List.of(" SEVERE ", "Exception", "Error:");

  private final ChaosProcesses processes;
  private final Events events;
  private final Totals totals;
  private @Nullable ChildProcess process;
  private @Nullable Map<String, String> addresses;
  private @Nullable Integer exitCode;
  private boolean told;
  private long refused;

  BrokerUnderTest(ChaosProcesses processes, Events events, Totals totals) {
    this.processes = processes;
    this.events = events;
    this.totals = totals;
  }

  /** Starts it; where guests attach, by tenant. */
  Map<String, String> start(String conf) throws InterruptedException {
    process =
        processes.startBroker(conf, events.listener(this::said, this::complained, this::exited));
    if (!events.runUntil(() -> addresses != null, READY_NANOS, LOOK_NANOS) || addresses == null) {
      throw new ChaosException(
          "the broker is not ready (expected: within "
              + TimeUnit.NANOSECONDS.toSeconds(READY_NANOS)
              + " s)");
    }
    return addresses;
  }

  private ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("the broker has not been started");
    }
    return process;
  }

  private void said(String line) {
    if (ReadyLine.is(line)) {
      addresses = ReadyLine.addresses(line);
    }
  }

  private void complained(String line) {
    if (line.contains(REFUSED)) {
      refused++;
    } else if (BAD_WORDS.stream().anyMatch(line::contains)) {
      totals.fault("the broker logged: " + line);
    }
  }

  private void exited(int code) {
    exitCode = code;
    if (!told) {
      List<String> errors = process().lastErrors();
      throw new ChaosException(
          "the broker exited with %d (expected: to serve until the end)%s"
              .formatted(code, errors.isEmpty() ? "" : ": " + errors.getLast()));
    }
  }

  /** Has it read another configuration; it may not have done so yet. */
  void reload(String conf) {
    processes.configure(conf);
    ChaosProcesses.hangup(process());
  }

  /** How often it said that it did not take a configuration over. */
  long refused() {
    return refused;
  }

  /** What it holds once no guest is attached any more. */
  Holdings settled() throws InterruptedException {
    if (!events.runUntil(() -> holdings().regions() == 0, SETTLE_NANOS, LOOK_NANOS)) {
      throw new ChaosException(
          "the broker has %d regions mapped (expected: 0, no guest is attached)"
              .formatted(holdings().regions()));
    }
    return holdings();
  }

  /** Waits until it holds as much as before. */
  void settle(Holdings before) throws InterruptedException {
    if (!events.runUntil(() -> holdings().equals(before), SETTLE_NANOS, LOOK_NANOS)) {
      totals.fault("the broker holds %s (expected: %s)".formatted(holdings(), before));
    }
  }

  private Holdings holdings() {
    return Holdings.of(process().pid());
  }

  /** Has it end as an operator would. */
  void stop() throws InterruptedException {
    told = true;
    process().terminate();
    if (!events.runUntil(() -> exitCode != null, STOP_NANOS, LOOK_NANOS)) {
      totals.fault("the broker did not end when told to");
    } else if (exitCode != null && exitCode != 0) {
      totals.fault("the broker exited with " + exitCode + " when told to end (expected: 0)");
    }
  }
}
