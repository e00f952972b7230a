package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program that the image builder runs to its end, with nothing on its stdin. */
final class Subprocess {
  private static final int KEPT_CHARACTERS = 300;

  private Subprocess() {}

  /**
   * What it wrote to stdout and stderr.
   *
   * <p><b>Errors:</b> {@link ImageException} with its last line where it fails or is not there.
   */
  static String run(Path folder, List<String> command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
    } catch (IOException e) {
      throw new ImageException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new ImageException(
            "%s: exit code %d: %s".formatted(command.getFirst(), code, lastLine(output)));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException("interrupted while " + command.getFirst() + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String lastLine(String output) {
    String line = output.substring(output.lastIndexOf('\n') + 1);
    return line.length() <= KEPT_CHARACTERS ? line : line.substring(0, KEPT_CHARACTERS);
  }
}
