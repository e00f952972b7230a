package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.ChildProcess;
import org.jspecify.annotations.Nullable;

/**
 * One guest process, as the run sees it.
 *
 * <p><b>Thread:</b> the one that runs events.
 */
final class Guest {
  private final String name;
  private final Tenancy tenancy;
  private @Nullable ChildProcess process;
  private GuestReport last = GuestReport.NOTHING;
  private @Nullable String unreadable;
  private boolean killed;
  private boolean ended;

  Guest(String name, Tenancy tenancy) {
    this.name = name;
    this.tenancy = tenancy;
  }

  String name() {
    return name;
  }

  Tenancy tenancy() {
    return tenancy;
  }

  void started(ChildProcess started) {
    process = started;
  }

  ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return process;
  }

  /** A line on its stdout; the last one of a guest that is killed may be cut. */
  void said(String line) {
    try {
      last = ChaosJson.report(line);
    } catch (IllegalArgumentException e) {
      unreadable = e.getMessage();
    }
  }

  /** Whether it has made calls. */
  boolean works() {
    return !ended && last.calls() > 0;
  }

  void kill() {
    killed = true;
    process().kill();
  }

  boolean hasEnded() {
    return ended;
  }

  /** It has ended; adds up what it told. */
  void exited(int code, Totals totals) {
    ended = true;
    if (killed) {
      totals.killed(name, tenancy, last);
      return;
    }
    totals.finished(name, tenancy, last);
    if (unreadable != null) {
      totals.fault(name + ": " + unreadable);
    }
    if (code != 0 || !last.finished()) {
      totals.fault(
          "%s exited with %d (expected: 0 after its calls)%s".formatted(name, code, why()));
    }
  }

  private String why() {
    var errors = process().lastErrors();
    return errors.isEmpty() ? "" : ": " + errors.getLast();
  }
}
