package io.virtfun.broker.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java programs of the test's class path as processes. */
final class Jvm {
  private Jvm() {}

  static ProcessBuilder builder(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Open descriptors of a process. */
  static int descriptors(Process process) {
    String[] open = new File("/proc/" + process.pid() + "/fd").list();
    return open == null ? 0 : open.length;
  }

  /** Bytes of all live objects of a process, after a collection. */
  static long liveBytes(Process process) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String last = "";
    for (String line : jcmd.inputReader().lines().toList()) {
      last = line.startsWith("Total ") ? line : last;
    }
    jcmd.waitFor();
    String[] words = last.trim().split("\\s+", -1);
    if (words.length != 3) {
      throw new IOException("jcmd said: " + last + " (expected: Total INSTANCES BYTES)");
    }
    return Long.parseLong(words[2]);
  }

  /** Mappings of regions in a process. */
  static long regions(Process process) throws IOException {
    try (var lines = java.nio.file.Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
      return lines.filter(line -> line.contains("/memfd:virtfun-")).count();
    }
  }
}
