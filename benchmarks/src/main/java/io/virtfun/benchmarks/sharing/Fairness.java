package io.virtfun.benchmarks.sharing;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import io.virtfun.benchmarks.sharing.Parties.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How far the device time of tenants that all want all of it is what their weights say. */
public final class Fairness implements Scenario {
  /** One slot that calls keep busy for as long as they say. */
  static final String ONE_SLOT = "  - id: slot0\n    driver: simulated\n    slots: 1\n";

  /** The same, with as many calls of a lane before it as take longer than any one call. */
  private static final String DEEP_SLOT = ONE_SLOT + "    window: 256\n";

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final List<Party> TWO =
      List.of(Party.spinning("short", 1, 100, 256), Party.spinning("long", 1, 10_000, 4));
  private static final List<Integer> MIXED_MICROS =
      List.of(100, 200, 300, 500, 1000, 2000, 5000, 10_000);
  private static final List<Party> EIGHT =
      IntStream.range(0, MIXED_MICROS.size())
          .mapToObj(i -> Party.spinning("tenant" + i, 1, MIXED_MICROS.get(i), 8))
          .toList();
  private static final List<Party> WEIGHTED =
      List.of(
          Party.spinning("one", 1, 2000, 8),
          Party.spinning("two", 2, 500, 8),
          Party.spinning("four", 4, 1000, 8));

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public String description() {
    return "device time of tenants that all want all of it";
  }

  @Override
  public Findings run(Run run) throws InterruptedException {
    List<Counted> two = measure(run, "two", TWO);
    List<Counted> eight = measure(run, "eight", EIGHT);
    List<Counted> weighted = measure(run, "weighted", WEIGHTED);
    Map<String, Interval> fields = new LinkedHashMap<>();
    fields.put("fairness_share_error", median(two, counted -> worstError(counted, TWO)));
    fields.put("fairness_jain", median(eight, Fairness::jain));
    fields.put("fairness_weight_error", median(weighted, counted -> worstError(counted, WEIGHTED)));
    fields.put("busy_share", median(two, Fairness::busyShare));
    List<Row> rows = new ArrayList<>();
    rows.addAll(rows("two, calls of 100 us and 10 ms", TWO, two));
    rows.addAll(rows("eight, mixed calls", EIGHT, eight));
    rows.addAll(rows("weights 1, 2, 4", WEIGHTED, weighted));
    return new Findings(table(rows, fields), rows, fields, List.of());
  }

  private static List<Counted> measure(Run run, String name, List<Party> parties)
      throws InterruptedException {
    int rounds = run.quick() ? 1 : 5;
    List<Counted> counted = new ArrayList<>();
    try (Run part = run.nested()) {
      Parties attached = Parties.attach(part, name, parties, DEEP_SLOT);
      // Until the broker's code is compiled.
      attached.measure(parties, PAUSE, WARM_UP);
      for (int round = 0; round < rounds; round++) {
        run.say("  fairness, %s tenants: round %d of %d".formatted(name, round + 1, rounds));
        counted.add(attached.measure(parties, PAUSE, Duration.ofSeconds(run.quick() ? 5 : 6)));
      }
    }
    return counted;
  }

  private static Interval median(List<Counted> rounds, ToDoubleFunction<Counted> what) {
    return Rounds.median(rounds.stream().mapToDouble(what).boxed().toList());
  }

  /** A tenant's device time as a share of all. */
  private static double share(Counted counted, Party party) {
    return (double) counted.deviceNanos().getOrDefault(party.tenant(), 0L) / sum(counted);
  }

  private static long sum(Counted counted) {
    return counted.deviceNanos().values().stream().mapToLong(Long::longValue).sum();
  }

  private static double entitled(Party party, List<Party> all) {
    return (double) party.weight() / all.stream().mapToInt(Party::weight).sum();
  }

  private static double worstError(Counted counted, List<Party> all) {
    return all.stream()
        .mapToDouble(party -> Math.abs(share(counted, party) / entitled(party, all) - 1))
        .max()
        .orElseThrow();
  }

  /**
   * Jain's index of device times: 1 where all are equal.
   *
   * <p><b>Source:</b> Jain, Chiu and Hawe, A Quantitative Measure of Fairness, DEC-TR-301, 1984.
   */
  private static double jain(Counted counted) {
    double squares =
        counted.deviceNanos().values().stream().mapToDouble(nanos -> (double) nanos * nanos).sum();
    double sum = sum(counted);
    return sum * sum / (counted.deviceNanos().size() * squares);
  }

  private static double busyShare(Counted counted) {
    return (double) sum(counted) / counted.elapsedNanos();
  }

  private record Row(String tenants, String tenant, int micros, double entitled, double share) {}

  private static List<Row> rows(String what, List<Party> parties, List<Counted> rounds) {
    return parties.stream()
        .map(
            party ->
                new Row(
                    what,
                    party.tenant(),
                    party.argument(),
                    entitled(party, parties),
                    median(rounds, counted -> share(counted, party)).value()))
        .toList();
  }

  private static String table(List<Row> rows, Map<String, Interval> fields) {
    StringBuilder text = new StringBuilder("Device time of one slot, all tenants saturating\n");
    text.append("%-32s %-10s %10s %10s %10s%n".formatted("", "tenant", "call us", "due", "got"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-32s %-10s %10d %9.2f%% %9.2f%%%n",
              row.tenants,
              row.tenant,
              row.micros,
              100 * row.entitled,
              100 * row.share));
    }
    fields.forEach(
        (field, interval) ->
            text.append(String.format(Locale.ROOT, "%-32s %.4f%n", field, interval.value())));
    return text.toString();
  }
}
