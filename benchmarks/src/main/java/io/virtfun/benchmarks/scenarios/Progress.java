package io.virtfun.benchmarks.scenarios;

import io.virtfun.benchmarks.Run;

/** Says which round of how many begins, and about how long the rest takes. */
final class Progress {
  private final Run run;
  private final String what;
  private final int rounds;
  private final long startNanos = System.nanoTime();
  private int begun;

  Progress(Run run, String what, int rounds) {
    this.run = run;
    this.what = what;
    this.rounds = rounds;
  }

  int rounds() {
    return rounds;
  }

  void round() {
    String rest = "";
    if (begun > 0) {
      double each = (System.nanoTime() - startNanos) / 1e9 / begun;
      rest = ", about %.0f s left".formatted(Math.ceil(each * (rounds - begun)));
    }
    begun++;
    run.say("  %s: round %d of %d%s".formatted(what, begun, rounds, rest));
  }
}
