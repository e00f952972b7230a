package io.virtfun.broker.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs another command for as long as stdin stays open: when the demo dies, however it dies, its
 * end of the pipe closes.
 */
@Command(name = "demo-child", description = "Run a command until stdin ends.", hidden = true)
public final class DemoChildCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--remove", description = "What is to be removed when stdin ends.")
  private @Nullable Path directory;

  @Parameters(arity = "1..*")
  private List<String> command = new ArrayList<>();

  /** For picocli. */
  public DemoChildCommand() {}

  @Override
  public Integer call() {
    CommandSpec program = Objects.requireNonNull(spec).root();
    Thread.ofPlatform().daemon().name("virtfun-demo-parent").start(this::watch);
    CommandLine outer = program.commandLine();
    return new CommandLine(program.userObject())
        .setParameterExceptionHandler(outer.getParameterExceptionHandler())
        .setExecutionExceptionHandler(outer.getExecutionExceptionHandler())
        .execute(command.toArray(String[]::new));
  }

  private void watch() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever sent.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    try {
      if (directory != null) {
        RunDirectory.remove(directory);
      }
    } finally {
      System.exit(1);
    }
  }
}
