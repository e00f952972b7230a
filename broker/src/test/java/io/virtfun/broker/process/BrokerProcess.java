package io.virtfun.broker.process;

import io.virtfun.broker.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A broker in a process of its own. */
public final class BrokerProcess implements AutoCloseable {
  private static final String CONF = "virtfun.yaml";
  private static final String LOG = "broker.log";

  private final Process process;
  private final Path folder;
  private final Path log;
  private final Map<String, String> addresses = new TreeMap<>();

  private BrokerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.log = folder.resolve(LOG);
  }

  /** Starts a broker with a configuration and waits until guests can attach. */
  public static BrokerProcess start(Path folder, String yaml) throws IOException {
    Path conf = Files.writeString(folder.resolve(CONF), yaml);
    ProcessBuilder builder =
        Jvm.builder(
            Main.class, "broker", "--conf", conf.toString(), "--run-dir", folder.toString());
    // Tests that run under nohup have it ignore the signal by which it reads its file again.
    builder.command().addAll(0, List.of("/usr/bin/env", "--default-signal=HUP,INT"));
    Process process = builder.redirectError(folder.resolve(LOG).toFile()).start();
    BrokerProcess broker = new BrokerProcess(process, folder);
    broker.awaitReady();
    return broker;
  }

  private void awaitReady() throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("ready ")) {
      process.destroyForcibly();
      throw new IOException("broker said " + line + "; its log: " + log());
    }
    for (String tenant : line.substring("ready ".length()).split(" ", -1)) {
      int equals = tenant.indexOf('=');
      addresses.put(tenant.substring(0, equals), tenant.substring(equals + 1));
    }
  }

  /** Where a tenant's guests attach. */
  public String address(String tenant) {
    return addresses.get(tenant);
  }

  /** What the broker logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it read another configuration; it may not have done so yet. */
  public void reload(String yaml) throws Exception {
    // At once: it may be reading.
    Path next = Files.writeString(folder.resolve("next.yaml"), yaml);
    Files.move(next, folder.resolve(CONF), StandardCopyOption.ATOMIC_MOVE);
    Process kill = new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill ended with " + kill.exitValue());
    }
  }

  /** As {@link #reload}, and waits until the log says so. */
  public void reload(String yaml, String line) throws Exception {
    int before = log().length();
    reload(yaml);
    await(() -> log().indexOf(line, before) >= 0);
  }

  /** The process. */
  public Process process() {
    return process;
  }

  public int descriptors() {
    return Jvm.descriptors(process);
  }

  public long regions() throws IOException {
    return Jvm.regions(process);
  }

  /** Waits until a condition of the broker holds; the test's watchdog is the only limit. */
  public void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      Thread.onSpinWait();
    }
  }

  /** Something that will be so. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Ends it as an operator would; its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
