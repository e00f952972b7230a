package io.virtfun.benchmarks.report;

import io.virtfun.benchmarks.BenchDocument;
import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Machine;
import io.virtfun.benchmarks.Target;
import io.virtfun.benchmarks.Targets;
import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Documents of runs that never were. */
final class Documents {
  static final Machine MACHINE = new Machine("fast", 2, "Linux", "JVM", "performance", "none");

  private Documents() {}

  static BenchDocument with(Map<String, Interval> fields, Machine machine, List<Chart> charts) {
    return new BenchDocument(
        BenchDocument.FORMAT,
        "2026-01-01T00:00:00Z",
        false,
        "./virtfun bench",
        machine,
        fields.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().value())),
        fields,
        Targets.ALL.stream().map(Documents::notMeasured).toList(),
        charts,
        Map.of());
  }

  private static Targets.Result notMeasured(Target target) {
    return new Targets.Result(target, null, Target.Verdict.NOT_MEASURED);
  }

  static BenchDocument with(String field, double low, double value, double high) {
    return with(Map.of(field, new Interval(value, low, high, List.of(value))), MACHINE, List.of());
  }
}
