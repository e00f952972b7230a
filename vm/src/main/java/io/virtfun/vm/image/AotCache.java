package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The JVM's ahead-of-time cache of the guest's programs.
 *
 * <p><b>Source:</b> JEP 483, JEP 514.
 */
final class AotCache {
  /**
   * Those of {@code guest-java} that the cache depends on; G1 because the JVM writes no heap
   * objects under the others, though all of them can read them.
   */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseG1GC",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dvertx.disableFileCaching=true",
          "-Dvertx.disableFileCPResolving=true",
          "-Dvertx.disableDnsResolver=true");

  private AotCache() {}

  /** Runs the program on the host with the guest's Java and jars. */
  static void train(Path java, List<Path> jars, Training training, Path cache) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
    command.addAll(FLAGS);
    command.add("-XX:AOTCacheOutput=" + cache);
    command.add("-cp");
    command.add(jars.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add(training.mainClass());
    command.addAll(training.arguments());
    Subprocess.run(java, command);
  }
}
