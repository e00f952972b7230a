package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The guest's Java: the modules of the running JDK that its programs need. */
final class JavaRuntime {
  /** What Vert.x, Netty, Jackson, RxJava and HdrHistogram use. */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.compiler",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "java.xml",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  private final Path jdk;

  JavaRuntime(Path jdk) {
    this.jdk = jdk;
  }

  /** Changes with the JDK and the modules. */
  String key() throws IOException {
    Path release = jdk.resolve("release");
    return new Digest()
        .add(Files.isReadable(release) ? Files.readString(release) : "")
        .add(Runtime.version().toString())
        .add(jdk.toString())
        .add(String.join(",", MODULES))
        .name();
  }

  /** Links the runtime into a folder that is not there yet. */
  void link(Path folder) throws IOException {
    Path jlink = jdk.resolve("bin/jlink");
    if (!Files.isExecutable(jlink)) {
      throw new ImageException(jdk + ": no bin/jlink (expected: a JDK, not only a runtime)");
    }
    List<String> command =
        new ArrayList<>(
            List.of(jlink.toString(), "--add-modules", String.join(",", MODULES), "--strip-debug"));
    command.addAll(List.of("--no-man-pages", "--no-header-files", "--compress", "zip-0"));
    command.addAll(List.of("--generate-cds-archive", "--output", folder.toString()));
    Subprocess.run(jdk, command);
  }
}
