package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.admin.AdminClient;
import io.virtfun.broker.admin.AdminVerticle;
import io.virtfun.broker.plugin.PluginJar;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver that does not return: what is not its own goes on. */
@Timeout(120)
class HungCallIT {
  private static final String RUNS = "if (closed) {";
  private static final String PROBES = "return TEXT.length == 0";
  private static final String AT_ONCE = "broker: {drain-timeout-millis: 1}\n";

  @TempDir private Path folder;
  private Path plugins;
  private Path gate;
  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());

  @BeforeEach
  void makeFolder() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    gate = Files.createFile(folder.resolve("gate"));
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  /**
   * A driver {@code answer} that stays at a place of its source for as long as the gate is there.
   */
  private void putHeld(String place) throws Exception {
    String hold =
        """
        try {
          java.nio.file.Files.writeString(java.nio.file.Path.of("GATE.reached"), "");
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        while (java.nio.file.Files.exists(java.nio.file.Path.of("GATE"))) {
          java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        """
            .replace("GATE", gate.toString());
    String source = PluginJar.answeringSource();
    assertTrue(source.contains(place), place);
    Path jar =
        PluginJar.answering(
            folder.resolve("held.jar"), source.replace(place, hold + place), "answer", "late");
    PluginJar.put(jar, plugins, "answer.jar");
  }

  private Session connect(BrokerProcess broker, String tenant) {
    return VirtFun.connect(vertx, broker.address(tenant)).await();
  }

  /** A call that its driver has and does not end. */
  private Future<Result> held(BrokerProcess broker, Session session) throws Exception {
    Path reached = folder.resolve("gate.reached");
    Files.deleteIfExists(reached);
    Future<Result> call = session.function("answer").call(Buffer.buffer());
    broker.await(() -> Files.exists(reached));
    return call;
  }

  private static void awaitLine(BrokerProcess broker, String line) throws Exception {
    broker.await(() -> broker.log().contains(line));
  }

  @Test
  void shouldTakeOverChangesWhileACallOfARemovedTenantHangs() throws Exception {
    putHeld(RUNS);
    String all = Conf.with() + AT_ONCE;
    String without = all.replace("  - name: beta\n", "");
    try (BrokerProcess broker = BrokerProcess.start(folder, all)) {
      Session beta = connect(broker, "beta");
      held(broker, beta);

      broker.reload(without, "tenant beta: removed before all its calls had ended");
      beta.closed().await();

      broker.reload(all, "tenant beta: added");
      Session again = connect(broker, "beta");
      assertEquals(32, again.function("sha256").call(Buffer.buffer()).await().outputBytes());
      assertEquals(2, broker.regions(), "that of the hung call is its driver's");
      Files.delete(gate);
      awaitLine(broker, "tenant beta: the last call it had has ended");
      assertEquals(1, broker.regions());
    }
  }

  @Test
  void shouldUseNumbersAgainOfDevicesThatWereClosedWithoutTheirCalls() throws Exception {
    putHeld(RUNS);
    String device = "  - {id: held, driver: answer, window: %d}\n" + AT_ONCE;
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with() + device.formatted(1))) {
      Session session = connect(broker, "alpha");
      for (int i = 2; i <= 5; i++) {
        Future<Result> call = held(broker, session);
        broker.reload(Conf.with() + device.formatted(i), "device held: still has calls");
        int before = broker.log().length();
        Files.delete(gate);
        assertEquals("late", call.await().output().toString());
        broker.await(() -> broker.log().indexOf("device held: closed", before) >= 0);
        Files.createFile(gate);
      }
      JsonNode now = AdminClient.ask(folder, AdminVerticle.DEVICES).path("devices").path(1);
      assertTrue(now.path("number").asInt() <= 3, "numbers are used again: " + now);
    }
  }

  @Test
  void shouldTakeOverChangesWhileADriverDoesNotOpenItsDevice() throws Exception {
    String timeout = "broker: {driver-timeout-millis: 500}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with() + timeout)) {
      Session session = connect(broker, "alpha");
      putHeld(PROBES);
      awaitLine(
          broker,
          "device answer: not available, driver answer: does not return"
              + " (expected: within 500 ms, broker.driver-timeout-millis)");

      broker.reload(Conf.with("weight: 2") + timeout, "weight 1 -> 2");
      awaitLine(broker, "driver answer: it has not returned from an earlier call");
      assertEquals(32, session.function("sha256").call(Buffer.buffer()).await().outputBytes());

      Files.delete(gate);
      awaitLine(broker, "device answer: its driver has returned, too late");
      broker.reload(Conf.with() + timeout, "device answer: answers late");
      broker.await(() -> session.devices().contains("answer"));
    }
  }
}
