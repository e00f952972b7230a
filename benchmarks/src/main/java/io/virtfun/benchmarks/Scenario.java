package io.virtfun.benchmarks;

/** Something that is measured in one run. */
public interface Scenario {
  /** As {@code --scenario} names it. */
  String name();

  /** What it measures, in one line. */
  String description();

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
   * @param json for machines
   */
  record Findings(String table, Object json) {}
}
