package io.virtfun.driver.fpga;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs that make a simulation, and how they are run. */
final class Tools {
  /** Each is also the name of its Debian package. */
  static final List<String> OF_SIMULATION = List.of("verilator", "g++");

  private static final int KEPT_CHARACTERS = 300;

  private Tools() {}

  /** One line that names the programs that are missing and what installs them; empty if none is. */
  static Optional<String> missing(List<String> programs) {
    return missing(programs, System.getenv("PATH"));
  }

  /** The same for a list of folders as {@code PATH} has it. */
  static Optional<String> missing(List<String> programs, @Nullable String path) {
    List<String> missing = new ArrayList<>();
    for (String program : programs) {
      if (!isOnPath(program, path)) {
        missing.add(program);
      }
    }
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s %s not installed (Debian: apt-get install %s)"
            .formatted(
                String.join(" and ", missing),
                missing.size() == 1 ? "is" : "are",
                String.join(" ", programs)));
  }

  private static boolean isOnPath(String program, @Nullable String path) {
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /**
   * What a program wrote to stdout and stderr.
   *
   * <p><b>Errors:</b> {@link IOException} with its last line where it fails or is not there.
   */
  static String run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            "%s: exit code %d: %s".formatted(command.getFirst(), code, lastLine(output)));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String lastLine(String output) {
    String line = output.substring(output.lastIndexOf('\n') + 1);
    return line.length() <= KEPT_CHARACTERS ? line : line.substring(0, KEPT_CHARACTERS);
  }
}
