package io.virtfun.broker.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands for the launcher's own {@code test}, so that {@code --help} lists it. */
@Command(
    name = "test",
    description = "Build with all checks and run all tests.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MAVEN-OPTION", description = "Passed on to Maven.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "test " + String.join(" ", options) + ": run it as ./virtfun test");
  }
}
