package io.virtfun.broker.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How this tool starts a command of this tool as a process of its own: with the same Java and the
 * same class path.
 */
public final class ChildCommandLine {
  private static final String MAIN = "io.virtfun.broker.cli.Main";

  /** The terminal sends its signals to all processes; their parent alone answers them. */
  private static final List<String> IGNORING_THE_TERMINAL = ignoring("INT HUP");

  private static final int SIGNAL_HUP = 1;

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
  public ChildCommandLine(Path runDirectory, boolean fastStart) {
    this.runDirectory = runDirectory;
    this.fastStart = fastStart;
  }

  /**
   * A broker. Should the demo be killed, it removes the run directory when it ends.
   *
   * @param conf its configuration; none: the built-in one
   */
  List<String> broker(Optional<Path> conf) {
    String directory = runDirectory.toString();
    List<String> arguments =
        new ArrayList<>(List.of("--remove", directory, "--", "broker", "--run-dir", directory));
    conf.ifPresent(file -> arguments.add("--conf=" + file));
    return demoChild(List.of(), arguments);
  }

  /** One with a configuration that it reads again on SIGHUP. */
  public List<String> broker(Path conf) {
    String directory = runDirectory.toString();
    List<String> command = new ArrayList<>(hangupByDefault());
    command.addAll(ignoring("INT"));
    command.addAll(
        java(
            List.of(),
            List.of("demo-child", "--remove", directory, "--", "broker", "--run-dir", directory)));
    command.add("--conf=" + conf);
    return command;
  }

  /** Any command, which ends by itself or when it is told to. */
  public List<String> command(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>(IGNORING_THE_TERMINAL);
    command.addAll(java(flags, arguments));
    return command;
  }

  private static List<String> ignoring(String signals) {
    return List.of("/bin/sh", "-c", "trap '' " + signals + "; exec \"$@\"", "sh");
  }

  /** Who starts this under {@code nohup} has all that it starts ignore SIGHUP. */
  private static List<String> hangupByDefault() {
    try {
      long ignored =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
              .sum();
      return (ignored >> (SIGNAL_HUP - 1) & 1) == 0
          ? List.of()
          : List.of("/usr/bin/env", "--default-signal=HUP");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A guest. */
  List<String> guest(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("--", "demo-guest"));
    command.addAll(arguments);
    return demoChild(List.of("-XX:+UseSerialGC", "-Xmx512m"), command);
  }

  private List<String> demoChild(List<String> flags, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("demo-child"));
    words.addAll(arguments);
    return command(flags, words);
  }

  private List<String> java(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(ACCESS_FLAGS);
    command.addAll(flags);
    if (fastStart) {
      command.addAll(FAST_START_FLAGS);
    }
    command.addAll(NO_FILES_FLAGS);
    command.add("-Djava.io.tmpdir=" + runDirectory);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
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
