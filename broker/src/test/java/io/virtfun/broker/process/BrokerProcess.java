package io.virtfun.broker.process;

import io.virtfun.broker.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A broker in a process of its own. */
public final class BrokerProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final Map<String, String> addresses = new TreeMap<>();

  private BrokerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a broker with a configuration and waits until guests can attach. */
  public static BrokerProcess start(Path folder, String yaml) throws IOException {
    Path conf = Files.writeString(folder.resolve("virtfun.yaml"), yaml);
    Path log = folder.resolve("broker.log");
    Process process =
        Jvm.builder(Main.class, "broker", "--conf", conf.toString(), "--run-dir", folder.toString())
            .redirectError(log.toFile())
            .start();
    BrokerProcess broker = new BrokerProcess(process, log);
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
