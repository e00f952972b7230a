package io.virtfun.broker.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the demo starts a command of this tool as a process of its own: with the same Java and the
 * same class path.
 */
final class ChildCommandLine {
  private static final String MAIN = "io.virtfun.broker.cli.Main";

  /** The terminal sends its signals to all processes; the demo alone answers them. */
  private static final List<String> IGNORING_THE_TERMINAL =
      List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

  private static final List<String> ACCESS_FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private ChildCommandLine() {}

  /** A broker. Should the demo be killed, it removes the run directory when it ends. */
  static List<String> broker(Path runDirectory) {
    String directory = runDirectory.toString();
    return of(
        List.of(),
        runDirectory,
        List.of("--remove", directory, "--", "broker", "--run-dir", directory));
  }

  /** A guest. */
  static List<String> guest(Path runDirectory, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("--", "demo-guest"));
    command.addAll(arguments);
    return of(List.of("-XX:+UseSerialGC", "-Xmx512m"), runDirectory, command);
  }

  private static List<String> of(List<String> flags, Path runDirectory, List<String> arguments) {
    List<String> command = new ArrayList<>(IGNORING_THE_TERMINAL);
    command.add(java());
    command.addAll(ACCESS_FLAGS);
    command.addAll(flags);
    // Whatever a process leaves in a file goes with the run directory.
    command.addAll(List.of("-Djava.io.tmpdir=" + runDirectory, "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "demo-child"));
    command.addAll(arguments);
    return command;
  }

  private static String java() {
    return ProcessHandle.current()
        .info()
        .command()
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }
}
