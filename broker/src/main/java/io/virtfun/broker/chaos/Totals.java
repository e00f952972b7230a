package io.virtfun.broker.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sums up what guests told, and what else was not well. */
final class Totals {
  private static final int KEPT_FAULTS = 5;

  private final Map<CallEnd, Long> ends = new EnumMap<>(CallEnd.class);
  private final Map<Tenancy, Long> ok = new EnumMap<>(Tenancy.class);
  private final List<String> faults = new ArrayList<>();
  private long calls;
  private long killedAmidst;
  private long attached;
  private long refused;
  private long lost;
  private long doubled;
  private long wrong;

  /** A guest has ended as it was told: no call may be open. */
  void finished(String name, Tenancy tenancy, GuestReport report) {
    add(name, tenancy, report);
    lost += report.open();
    if (report.open() > 0) {
      fault(name + ": %d calls never ended".formatted(report.open()));
    }
  }

  /** A guest was killed: nobody is left for whom a call could be lost. */
  void killed(String name, Tenancy tenancy, GuestReport last) {
    add(name, tenancy, last);
    killedAmidst += last.open();
  }

  private void add(String name, Tenancy tenancy, GuestReport report) {
    report.ends().forEach((end, count) -> ends.merge(end, count, Long::sum));
    ok.merge(tenancy, report.ends().getOrDefault(CallEnd.OK, 0L), Long::sum);
    calls += report.calls();
    attached += report.sessions().attached();
    refused += report.sessions().refused();
    lost += report.lost();
    doubled += report.doubled();
    wrong += report.wrong();
    report.examples().forEach(example -> fault(name + ": " + example));
    if (report.doubled() > 0) {
      fault(name + ": %d calls ended twice".formatted(report.doubled()));
    }
    if (tenancy.stays() && report.sessions().refused() > 0) {
      fault(name + ": could not attach (expected: always, as its tenant stays)");
    }
  }

  /** Something else was not well. */
  void fault(String what) {
    if (faults.size() < KEPT_FAULTS) {
      faults.add(what);
    }
  }

  /** The broker's accounts must agree with themselves and with what guests told. */
  void compare(List<ChaosReport.Tenant> tenants) {
    for (ChaosReport.Tenant tenant : tenants) {
      Tenancy tenancy = Tenancy.of(tenant.name());
      long told = ok.getOrDefault(tenancy, 0L);
      if (tenant.inFlight() != 0 || tenant.guests() != 0) {
        fault(
            "tenant %s: %d calls in flight, %d guests at the end (expected: 0, 0)"
                .formatted(tenant.name(), tenant.inFlight(), tenant.guests()));
      }
      if (tenant.ran() > tenant.calls()) {
        fault(
            "tenant %s: %d calls ran (expected: at most %d, those accepted)"
                .formatted(tenant.name(), tenant.ran(), tenant.calls()));
      }
      // A tenant that was removed begins anew.
      if (tenancy.stays() && tenant.ok() < told) {
        fault(
            "tenant %s: %d calls OK (expected: at least %d, as guests count)"
                .formatted(tenant.name(), tenant.ok(), told));
      }
    }
  }

  Map<CallEnd, Long> ends() {
    return ends;
  }

  long calls() {
    return calls;
  }

  long killedAmidst() {
    return killedAmidst;
  }

  ChaosReport.Sessions sessions() {
    return new ChaosReport.Sessions(attached, refused);
  }

  Verdict verdict() {
    return new Verdict(lost, doubled, wrong, faults);
  }
}
