package io.virtfun.benchmarks.sharing;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.guests.Guest;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.measure.Rounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a guest that keeps its lane full gets done beside one that attacks the broker, and beside
 * one that takes as much processor time and leaves the broker alone.
 */
final class Attack {
  private static final String CPU = "  - id: cpu0\n    driver: software\n";
  private static final Party VICTIM = new Party("victim", 1, "noop", 0, 32);
  private static final Party ATTACKER = new Party("attacker", 1, "!garbage", 0, 1);
  private static final Party BURNER = new Party("burner", 1, "!burn", 0, 1);

  private static final Duration WARM_UP = Duration.ofMillis(400);

  private Attack() {}

  /**
   * What came of it.
   *
   * @param besideBurner calls per second of the victim
   * @param besideAttack the same
   * @param garbage malformed calls per second of the attacker
   * @param share the second over the first
   */
  record Row(double besideBurner, double besideAttack, double garbage, Interval share) {
    String table() {
      return String.format(
          Locale.ROOT,
          "A guest that keeps its lane full of no-ops; calls/s%n%-28s %12.0f%n%-28s %12.0f%n"
              + "%-28s %12.0f%n%-28s %12.4f%n",
          "beside a burner",
          besideBurner,
          "beside an attack",
          besideAttack,
          "malformed calls of the attack",
          garbage,
          "hostile_share",
          share.value());
    }
  }

  static Row measure(Run run) throws InterruptedException {
    int rounds = run.quick() ? 2 : 7;
    Duration counted = Duration.ofMillis(run.quick() ? 600 : 2000);
    List<Double> burner = new ArrayList<>();
    List<Double> attack = new ArrayList<>();
    List<Double> garbage = new ArrayList<>();
    try (Run part = run.nested()) {
      Parties parties = Parties.attach(part, "attack", List.of(VICTIM, ATTACKER, BURNER), CPU);
      // Until the broker's code is compiled.
      parties.measure(List.of(VICTIM, ATTACKER), Duration.ofSeconds(4), counted);
      for (int round = 0; round < rounds; round++) {
        run.say("  noisy neighbour, attack: round %d of %d".formatted(round + 1, rounds));
        burner.add(rate(VICTIM, parties.measure(List.of(VICTIM, BURNER), WARM_UP, counted)));
        Parties.Counted attacked = parties.measure(List.of(VICTIM, ATTACKER), WARM_UP, counted);
        attack.add(rate(VICTIM, attacked));
        garbage.add(rate(ATTACKER, attacked));
      }
    }
    return new Row(
        Rounds.median(burner).value(),
        Rounds.median(attack).value(),
        Rounds.median(garbage).value(),
        Rounds.ratioOfMedians(attack, burner));
  }

  /** Guests count a little longer than device times are. */
  private static double rate(Party party, Parties.Counted counted) {
    Guest.Work work = Objects.requireNonNull(counted.work().get(party));
    return work.calls() * 1e9 / (counted.elapsedNanos() + WARM_UP.toNanos() / 2);
  }
}
