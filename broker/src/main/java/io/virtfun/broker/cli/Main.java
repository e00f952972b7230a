package io.virtfun.broker.cli;

import io.virtfun.broker.chaos.ChaosCommand;
import io.virtfun.broker.chaos.ChaosGuestCommand;
import io.virtfun.broker.config.ConfigException;
import io.virtfun.broker.demo.DemoChildCommand;
import io.virtfun.broker.demo.DemoCommand;
import io.virtfun.broker.demo.DemoGuestCommand;
import io.virtfun.broker.demo.GuestTrainingCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The {@code virtfun} tool. */
@Command(
    name = "virtfun",
    description = "Offload functions from guests to host devices over shared memory.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BrokerCommand.class,
      FunctionsCommand.class,
      CallCommand.class,
      TenantsCommand.class,
      DevicesCommand.class,
      DemoCommand.class,
      DemoGuestCommand.class,
      ChaosCommand.class,
      ChaosGuestCommand.class,
      DemoChildCommand.class,
      GuestTrainingCommand.class,
      VmCommand.class,
      BenchCommand.class,
      TestCommand.class,
      HelpCommand.class
    })
public final class Main {
  static final int FAILED = 1;
  static final int USAGE = 2;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(new Main(), arguments));
  }

  /** Runs a command as this tool runs all: the same logging, the same errors; its exit code. */
  public static int execute(Object command, String... arguments) {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s %5$s%6$s%n");
    System.setProperty("vertx.disableDnsResolver", "true");
    int code = commandLine(command).execute(arguments);
    System.out.flush();
    return code;
  }

  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  private static CommandLine commandLine(Object command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(Main::usage)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + Line.of(e) + " (see " + name + " --help)");
    return USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult ignored) {
    command.getErr().println("virtfun: " + Line.of(e));
    return e instanceof ConfigException ? USAGE : FAILED;
  }
}
