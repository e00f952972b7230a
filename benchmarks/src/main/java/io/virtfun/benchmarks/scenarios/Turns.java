package io.virtfun.benchmarks.scenarios;

import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.Sample;
import io.virtfun.benchmarks.side.Samples;
import io.virtfun.benchmarks.side.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Rounds in which everybody has a turn: A B, then B A, so that nobody always follows another. */
final class Turns {
  private Turns() {}

  /** What each turn gave. */
  static Samples of(List<String> names, int rounds, Function<String, Sample> turn) {
    return of(names, rounds, () -> {}, turn);
  }

  /** The same, of as many rounds as progress is told of. */
  static Samples of(List<String> names, Progress progress, Function<String, Sample> turn) {
    return of(names, progress.rounds(), progress::round, turn);
  }

  private static Samples of(
      List<String> names, int rounds, Runnable begin, Function<String, Sample> turn) {
    Samples samples = new Samples();
    for (int round = 0; round < rounds; round++) {
      begin.run();
      for (String name : round % 2 == 0 ? names : names.reversed()) {
        samples.add(name, turn.apply(name));
      }
    }
    return samples;
  }

  /** A turn of calls back to back, as many as a warm-up told. */
  static Function<String, Sample> calls(Lineup lineup, Task task, Map<String, Integer> counts) {
    return name ->
        lineup
            .peer(name)
            .sequential(task, Objects.requireNonNull(counts.get(name), name), Duration.ZERO);
  }
}
