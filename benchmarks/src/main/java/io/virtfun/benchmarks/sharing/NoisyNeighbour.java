package io.virtfun.benchmarks.sharing;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.guests.Guest;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a guest that sends one call at a time notices of another tenant's that floods the broker.
 */
public final class NoisyNeighbour implements Scenario {
  private static final String CPU = "  - id: cpu0\n    driver: software\n";

  /** Two tenants. */
  private record Pair(String name, String device, Party victim, Party neighbour) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              "device",
              Fairness.ONE_SLOT,
              Party.spinning("victim", 1, 100, 1),
              Party.spinning("neighbour", 1, 1000, 64)),
          new Pair(
              "loop",
              CPU,
              new Party("victim", 1, "noop", 0, 1),
              new Party("neighbour", 1, "noop", 0, 256)));

  @Override
  public String name() {
    return "noisy-neighbour";
  }

  @Override
  public String description() {
    return "a guest that sends one call at a time beside one that floods the broker";
  }

  @Override
  public Findings run(Run run) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Pair pair : PAIRS) {
      rows.add(measure(run, pair));
    }
    // On the loop a call alone takes a microsecond, which is no time that others could share.
    Interval atDevice = rows.getFirst().ratio;
    Attack.Row attack = Attack.measure(run);
    return new Findings(
        table(rows) + "\n" + attack.table(),
        Map.of("neighbour", rows, "attack", attack),
        Map.of("victim_p99_ratio", atDevice, "hostile_share", attack.share()),
        List.of());
  }

  private static Row measure(Run run, Pair pair) throws InterruptedException {
    int rounds = run.quick() ? 2 : 7;
    Duration counted = Duration.ofMillis(run.quick() ? 600 : 2000);
    Duration warmUp = Duration.ofMillis(400);
    List<Guest.Work> alone = new ArrayList<>();
    List<Guest.Work> beside = new ArrayList<>();
    List<Double> service = new ArrayList<>();
    try (Run part = run.nested()) {
      Parties parties =
          Parties.attach(part, pair.name, List.of(pair.victim, pair.neighbour), pair.device);
      // Until the broker's code is compiled.
      parties.measure(List.of(pair.victim, pair.neighbour), Duration.ofSeconds(4), counted);
      for (int round = 0; round < rounds; round++) {
        run.say("  noisy neighbour, %s: round %d of %d".formatted(pair.name, round + 1, rounds));
        alone.add(victims(pair, parties.measure(List.of(pair.victim), warmUp, counted)));
        Parties.Counted both =
            parties.measure(List.of(pair.victim, pair.neighbour), warmUp, counted);
        beside.add(victims(pair, both));
        service.add(both.callMicros(pair.neighbour.tenant()));
      }
    }
    return Row.of(pair, alone, beside, service);
  }

  private static Guest.Work victims(Pair pair, Parties.Counted counted) {
    return Objects.requireNonNull(counted.work().get(pair.victim));
  }

  /**
   * What one pair came to.
   *
   * @param serviceMicros what one call of the neighbour's took, on average
   * @param ratio of the victim's 99th percentiles, that beside the neighbour less one of the
   *     neighbour's calls
   */
  private record Row(
      String name,
      double aloneP50Micros,
      double aloneP99Micros,
      double besideP50Micros,
      double besideP99Micros,
      double serviceMicros,
      Interval ratio) {
    static Row of(
        Pair pair, List<Guest.Work> alone, List<Guest.Work> beside, List<Double> service) {
      List<Double> solo = micros(alone, 99);
      List<Double> both = micros(beside, 99);
      List<Double> less =
          IntStream.range(0, both.size()).mapToObj(i -> both.get(i) - service.get(i)).toList();
      return new Row(
          pair.name,
          Rounds.median(micros(alone, 50)).value(),
          Rounds.median(solo).value(),
          Rounds.median(micros(beside, 50)).value(),
          Rounds.median(micros(beside, 99)).value(),
          Rounds.median(service).value(),
          Rounds.ratioOfMedians(less, solo));
    }

    private static List<Double> micros(List<Guest.Work> work, int percent) {
      return work.stream()
          .map(each -> (percent == 99 ? each.p99Nanos() : each.p50Nanos()) / 1e3)
          .toList();
    }
  }

  private static String table(List<Row> rows) {
    StringBuilder text =
        new StringBuilder("A guest with one call at a time, alone and beside a flood; us\n");
    text.append(
        "%-10s %10s %10s %12s %12s %10s %8s%n"
            .formatted(
                "where",
                "alone p50",
                "alone p99",
                "beside p50",
                "beside p99",
                "one call",
                "ratio"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %10.1f %10.1f %12.1f %12.1f %10.1f %8.2f%n",
              row.name,
              row.aloneP50Micros,
              row.aloneP99Micros,
              row.besideP50Micros,
              row.besideP99Micros,
              row.serviceMicros,
              row.ratio.value()));
    }
    return text.toString();
  }
}
