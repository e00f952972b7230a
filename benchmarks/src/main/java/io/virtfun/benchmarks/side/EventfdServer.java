package io.virtfun.benchmarks.side;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Compiles the program that is both sides of the ping-pong; its address is the program. */
record EventfdServer(String address) implements Server {
  private static final String COMPILER = "cc";
  private static final String SOURCE = "eventfd.c";

  static Server serve(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve(SOURCE);
    Path program = folder.resolve("eventfd");
    try (InputStream in = EventfdServer.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(in, SOURCE), source);
    }
    int status =
        new ProcessBuilder(COMPILER, "-O2", "-o", program.toString(), source.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(folder.resolve("cc.log").toFile()))
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(
          COMPILER + ": status " + status + ": " + Files.readString(folder.resolve("cc.log")));
    }
    return new EventfdServer(program.toString());
  }

  /** What is not there to compile it with. */
  static Optional<String> lack() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    boolean there =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMPILER)));
    return there ? Optional.empty() : Optional.of("no cc; package gcc has one");
  }

  @Override
  public void close() {
    // The folder is its caller's.
  }
}
