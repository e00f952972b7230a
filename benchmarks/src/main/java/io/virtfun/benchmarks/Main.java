package io.virtfun.benchmarks;

/** The {@code virtfun bench} command. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(io.virtfun.broker.cli.Main.execute(new BenchCommand(), arguments));
  }
}
