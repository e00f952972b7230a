package io.virtfun.benchmarks;

import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Map;

/** Something that is measured in one run. */
public interface Scenario {
  /** As {@code --scenario} names it. */
  String name();

  /** What it measures, in one line. */
  String description();

  /** Whether it is measured where no scenario is named. */
  default boolean byDefault() {
    return true;
  }

  /**
   * Measures.
   *
   * <p><b>Errors:</b> {@link BenchException} where it cannot be brought to its end.
   */
  Findings run(Run run) throws InterruptedException;

  /**
   * What was measured.
   *
   * @param table for people
   * @param detail for machines, of any form that becomes JSON
   * @param fields figures by name; one that could not be measured is not there
   */
  record Findings(String table, Object detail, Map<String, Interval> fields, List<Chart> charts) {
    public Findings {
      fields = Map.copyOf(fields);
      charts = List.copyOf(charts);
    }

    /** Without figures that a target names. */
    public Findings(String table, Object detail) {
      this(table, detail, Map.of(), List.of());
    }
  }
}
