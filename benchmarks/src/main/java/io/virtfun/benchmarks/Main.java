package io.virtfun.benchmarks;

import picocli.CommandLine;

/** The {@code virtfun bench} command. */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.setProperty("vertx.disableDnsResolver", "true");
    CommandLine command = new CommandLine(new BenchCommand());
    command.setParameterExceptionHandler(
        (e, _) -> {
          command.getErr().println("virtfun bench: " + e.getMessage() + " (see --help)");
          return USAGE;
        });
    command.setExecutionExceptionHandler(
        (e, _, _) -> {
          command.getErr().println("virtfun: " + e.getMessage());
          return FAILED;
        });
    int code = command.execute(arguments);
    System.out.flush();
    System.exit(code);
  }
}
