package io.virtfun.broker.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands for a command that is the launcher's own, so that {@code --help} lists it. */
abstract class LauncherCommand implements Callable<Integer> {
  @Parameters(paramLabel = "OPTION", description = "See ./virtfun COMMAND --help.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "%s %s: run it as ./virtfun %1$s".formatted(spec.name(), String.join(" ", options)));
  }
}
