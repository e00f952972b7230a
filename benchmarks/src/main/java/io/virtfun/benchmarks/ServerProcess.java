package io.virtfun.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own, which says {@code ready NAME=VALUE ...} once it can be used, may answer
 * lines by lines, and ends when its stdin does or when asked.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> closing ends it and waits.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String READY = "ready ";
  private static final long GRACE_SECONDS = 15;
  private static final long ANSWER_SECONDS = 120;
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // Arrow reaches into buffers, Aeron's Agrona into the JDK's Unsafe, as both document.
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-Dagrona.disable.bounds.checks=true",
          "-Dvertx.disableFileCaching=true",
          "-Dvertx.disableFileCPResolving=true",
          "-XX:-UsePerfData",
          // As the launcher gives to a broker, and here to all alike.
          "-XX:+UseCompactObjectHeaders");

  private final String name;
  private static final Executor READERS =
      task -> Thread.ofPlatform().daemon().name("answer").start(task);

  private final Process process;
  private final BufferedReader out;
  private final Map<String, String> addresses = new HashMap<>();

  private ServerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a class of this class path and waits until it is ready.
   *
   * <p><b>Errors:</b> {@link BenchException} where it does not get ready.
   */
  public static ServerProcess start(Run run, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(hugePages());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(
                  run.verbose() ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD)
              .start();
      ServerProcess server = run.keep(new ServerProcess(mainClass, process));
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new BenchException("cannot start " + mainClass + ": " + e.getMessage(), e);
    }
  }

  /** As the launcher gives to a broker, and here to all alike. */
  private static List<String> hugePages() {
    try {
      String enabled = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
      return enabled.contains("[madvise]") || enabled.contains("[always]")
          ? List.of("-XX:+UseTransparentHugePages")
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void awaitReady() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        for (String part : line.substring(READY.length()).split(" ", -1)) {
          int equals = part.indexOf('=');
          addresses.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return;
      }
    }
    throw new BenchException(name + " ended before it was ready (see --verbose)");
  }

  /** What it said after a name when it was ready. */
  public String address(String name) {
    String address = addresses.get(name);
    if (address == null) {
      throw new BenchException(name + ": not among " + addresses.keySet());
    }
    return address;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Its answer to a line, once it comes.
   *
   * <p><b>Thread:</b> one at a time. <b>Errors:</b> {@link BenchException} where it ends instead,
   * or says nothing for minutes.
   */
  public String ask(String line) {
    try {
      Writer in = process.outputWriter(StandardCharsets.UTF_8);
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      throw new BenchException(name + " cannot be asked (see --verbose): " + e.getMessage(), e);
    }
    return answer(line)
        .orElseThrow(() -> new BenchException(name + " ended before it answered (see --verbose)"));
  }

  private Optional<String> answer(String line) {
    try {
      // Not in the common pool, where its few threads would be missed by whoever ends processes.
      return CompletableFuture.supplyAsync(this::readLine, READERS)
          .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new BenchException(
          "%s (process %d) does not answer within %d s: %s"
              .formatted(name, process.pid(), ANSWER_SECONDS, line),
          e);
    }
  }

  private Optional<String> readLine() {
    try {
      return Optional.ofNullable(out.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
  }

  /** Nothing survives SIGKILL for long. */
  private void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
