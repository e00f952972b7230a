package io.virtfun.benchmarks;

/** Runs for tests of scenarios. */
public final class TestRun {
  private TestRun() {}

  /** A quick one. */
  public static Run quick() {
    return new Run(true, false);
  }
}
