package io.virtfun.broker.cli;

import io.virtfun.broker.demo.VmDemoCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Virtual machines that are guests. */
@Command(
    name = "vm",
    description = "Work with virtual machines that are guests.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VmImageCommand.class,
      VmDemoCommand.class,
      VmArgsCommand.class,
      HelpCommand.class
    })
final class VmCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "no command (expected: image, demo or args)");
  }
}
