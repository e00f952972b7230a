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

  /** Nothing is left in files by a process that is killed. */
  private static final List<String> NO_FILES_FLAGS =
      List.of(
          "-XX:-UsePerfData",
          "-Dvertx.disableFileCaching=true",
          "-Dvertx.disableFileCPResolving=true");

  private static final List<String> FAST_START_FLAGS = List.of("-XX:TieredStopAtLevel=1");

  private final Path runDirectory;
  private final boolean fastStart;

  /**
   * @param runDirectory for sockets, and for whatever else a process keeps in a file
   * @param fastStart for processes that end soon: their code is compiled less well
   */
  ChildCommandLine(Path runDirectory, boolean fastStart) {
    this.runDirectory = runDirectory;
    this.fastStart = fastStart;
  }

  /** A broker. Should the demo be killed, it removes the run directory when it ends. */
  List<String> broker() {
    String directory = runDirectory.toString();
    return of(List.of(), List.of("--remove", directory, "--", "broker", "--run-dir", directory));
  }

  /** A guest. */
  List<String> guest(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("--", "demo-guest"));
    command.addAll(arguments);
    return of(List.of("-XX:+UseSerialGC", "-Xmx512m"), command);
  }

  private List<String> of(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>(IGNORING_THE_TERMINAL);
    command.add(java());
    command.addAll(ACCESS_FLAGS);
    command.addAll(flags);
    if (fastStart) {
      command.addAll(FAST_START_FLAGS);
    }
    command.addAll(NO_FILES_FLAGS);
    command.add("-Djava.io.tmpdir=" + runDirectory);
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
