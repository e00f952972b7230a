package io.virtfun.broker.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands for the benchmarks, which the launcher starts, so that {@code --help} lists them. */
@Command(
    name = "bench",
    description = "Measure VirtFun beside what users would pick instead.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "OPTION", description = "See ./virtfun bench --help.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "bench " + String.join(" ", options) + ": run it as ./virtfun bench");
  }
}
