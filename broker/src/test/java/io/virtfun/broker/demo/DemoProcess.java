package io.virtfun.broker.demo;

import io.virtfun.broker.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A demo or chaos run in a process of its own, all of whose files lie in one folder. */
public final class DemoProcess implements AutoCloseable {
  private static final int SIGNAL_INT = 2;

  private final Process process;
  private final BufferedReader errors;
  private final Path folder;

  private DemoProcess(Process process, Path folder) {
    this.process = process;
    this.errors = process.errorReader(StandardCharsets.UTF_8);
    this.folder = folder;
  }

  /**
   * @param folder an empty one
   */
  static DemoProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of("demo"), arguments);
  }

  /** The demo in virtual machines. */
  static DemoProcess startInMachines(Path folder, String... arguments) throws IOException {
    return start(folder, List.of("vm", "demo"), arguments);
  }

  /** A chaos run. */
  public static DemoProcess startChaos(Path folder, String... arguments) throws IOException {
    return start(folder, List.of("chaos"), arguments);
  }

  private static DemoProcess start(Path folder, List<String> words, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(unignoringInterrupts());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(words);
    command.addAll(List.of(arguments));
    return new DemoProcess(new ProcessBuilder(command).start(), folder);
  }

  /** A shell that starts the tests in the background makes all they start deaf to Ctrl-C. */
  private static List<String> unignoringInterrupts() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    long signals = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
    return (signals >> (SIGNAL_INT - 1) & 1) == 0
        ? List.of()
        : List.of("/usr/bin/env", "--default-signal=INT");
  }

  /** Reads stderr until a line is found. */
  public String awaitError(Predicate<String> wanted) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError("stderr ended before the line");
  }

  /** Reads stderr until a guest has done something. */
  void awaitWork() throws IOException {
    awaitError(line -> line.endsWith("rows"));
  }

  /** The rest of stderr, until all that could write to it have ended. */
  public List<String> errors() {
    return errors.lines().toList();
  }

  /** All of stdout. */
  public String output() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Sends it a signal. */
  public void signal(String name) throws Exception {
    signal(name, process.pid());
  }

  static void signal(String name, long pid) throws Exception {
    int code = new ProcessBuilder("/bin/kill", "-" + name, "" + pid).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " exited with " + code);
    }
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Processes of this demo other than the demo, found by the run directory in their arguments. */
  public List<Long> children(String argument) throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      for (ProcessHandle each : processes.toList()) {
        List<String> arguments = arguments(each.pid());
        boolean ours = arguments.stream().anyMatch(each2 -> each2.startsWith(runDirectoryFlag()));
        if (ours && arguments.contains(argument)) {
          found.add(each.pid());
        }
      }
    }
    return found;
  }

  /** Virtual machines whose files lie in the folder. */
  List<Long> machines() throws IOException {
    List<Long> found = new ArrayList<>();
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      for (ProcessHandle each : processes.toList()) {
        List<String> arguments = arguments(each.pid());
        if (arguments.contains("-chardev")
            && arguments.stream().anyMatch(argument -> argument.contains("path=" + folder))) {
          found.add(each.pid());
        }
      }
    }
    return found;
  }

  private String runDirectoryFlag() {
    return "-Djava.io.tmpdir=" + folder + "/";
  }

  private static List<String> arguments(long pid) {
    try {
      return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
    } catch (IOException e) {
      // It has ended meanwhile, or is another user's.
      return List.of();
    }
  }

  /** What lies in the folder. */
  public List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    for (long pid : children("demo-child")) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
