package io.virtfun.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** A program in C that lies beside a class, compiled by this machine's compiler. */
public final class CProgram {
  private static final String COMPILER = "cc";
  private static final String SUFFIX = ".c";

  private CProgram() {}

  /** What this machine lacks to compile with. */
  public static Optional<String> lack() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    boolean there =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMPILER)));
    return there ? Optional.empty() : Optional.of("no cc; package gcc has one");
  }

  /**
   * The program, compiled by the first of a run that asks for it.
   *
   * <p><b>Errors:</b> {@link BenchException} where it cannot be compiled.
   *
   * @param source a file name that ends in {@code .c}
   * @param headers files beside it that it includes
   */
  public static Path compile(Run run, Class<?> beside, String source, String... headers) {
    return run.shared(
        beside.getName() + " " + source,
        Path.class,
        whole -> compile(whole.folder(), beside, source, headers));
  }

  /**
   * Compiles it into a folder, under its source's name.
   *
   * <p><b>Errors:</b> {@link BenchException} where it cannot be compiled.
   */
  public static Path compile(Path folder, Class<?> beside, String source, String... headers) {
    Path text = folder.resolve(source);
    Path program = folder.resolve(source.substring(0, source.length() - SUFFIX.length()));
    try {
      copy(beside, source, folder);
      for (String header : headers) {
        copy(beside, header, folder);
      }
      Process compiler =
          new ProcessBuilder(COMPILER, "-O2", "-std=c11", "-o", program.toString(), text.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = compiler.onExit().join().exitValue();
      if (status != 0) {
        throw new BenchException(
            "%s %s: status %d: %s"
                .formatted(COMPILER, source, status, said.strip().replace('\n', ' ')));
      }
      return program;
    } catch (IOException e) {
      throw new BenchException(COMPILER + " " + source + ": " + e.getMessage(), e);
    }
  }

  private static void copy(Class<?> beside, String source, Path folder) throws IOException {
    try (InputStream in = beside.getResourceAsStream(source)) {
      Files.copy(Objects.requireNonNull(in, source), folder.resolve(source));
    }
  }
}
