package io.virtfun.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, which says {@code ready NAME=VALUE ...} once it serves and ends
 * when its stdin does or when asked.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> closing ends it and waits.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String READY = "ready ";
  private static final long GRACE_SECONDS = 15;
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dvertx.disableFileCaching=true",
          "-Dvertx.disableFileCPResolving=true",
          "-XX:-UsePerfData");

  private final Process process;
  private final Map<String, String> addresses = new HashMap<>();

  private ServerProcess(Process process) {
    this.process = process;
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
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(
                  run.verbose() ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD)
              .start();
      ServerProcess server = run.keep(new ServerProcess(process));
      server.awaitReady(mainClass);
      return server;
    } catch (IOException e) {
      throw new BenchException("cannot start " + mainClass + ": " + e.getMessage(), e);
    }
  }

  private void awaitReady(String name) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
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
    process.onExit().join();
  }
}
