package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.guest.AttachException;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A running broker that is told to read its configuration again. */
class ReloadIT {
  private static final Buffer NOTHING = Buffer.buffer();

  @TempDir private Path folder;
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Session connect(String tenant) {
    return VirtFun.connect(vertx, "unix:" + folder.resolve(tenant + ".sock")).await();
  }

  private static Result call(Session session) {
    return session.function("noop").call(NOTHING).await();
  }

  @Test
  void shouldLoseNoCallWhenReloadedUnderLoad() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      List<Process> guests = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String address = broker.address(i % 2 == 0 ? "alpha" : "beta");
        guests.add(
            Jvm.builder(GuestProgram.class, address, "40", "" + i)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      for (Process guest : guests) {
        assertEquals("calling", guest.inputReader().readLine());
      }
      for (int i = 1; i <= 10; i++) {
        broker.reload(
            Conf.with("calls-per-second: " + i * 1000, "max-in-flight: " + i),
            "max-in-flight " + (i - 1) + " -> " + i);
      }
      broker.reload(Conf.with(), "max-in-flight 10 -> 0");
      for (Process guest : guests) {
        assertEquals("done 640", guest.inputReader().readLine());
        assertEquals(0, guest.waitFor());
      }
      assertEquals(0, broker.stop());
    }
  }

  @Test
  void shouldLimitGuestsThatAreAttached() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect("alpha");
      call(session);

      broker.reload(
          Conf.with("calls-per-second: 1", "on-limit: shed"),
          "tenant alpha: calls-per-second 0 -> 1, on-limit defer -> shed");
      call(session);
      CallException.Busy busy = assertThrows(CallException.Busy.class, () -> call(session));
      assertTrue(busy.retryAfter().isPositive());
      assertTrue(busy.retryAfter().toMillis() <= 1000, () -> "" + busy.retryAfter());
      vertx.timer(busy.retryAfter().toMillis() + 1).await();
      call(session);

      broker.reload(Conf.with("functions: [sha256]"), "functions [] -> [sha256]");
      assertThrows(CallException.NotAllowed.class, () -> call(session));
      session.function("sha256").call(NOTHING).await();

      broker.reload(Conf.with(), "functions [sha256] -> []");
      call(session);
      session.close().await();
    }
  }

  @Test
  void shouldLetGoWhatWaitsWhenALimitIsLifted() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("calls-per-second: 1"))) {
      Session session = connect("alpha");
      List<Future<Result>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(session.function("noop").call(NOTHING));
      }
      calls.getFirst().await();

      broker.reload(Conf.with(), "calls-per-second 1 -> 0");

      Future.all(calls).await();
      session.close().await();
    }
  }

  @Test
  void shouldAdmitOtherGuestsAfterwards() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("max-guests: 1"))) {
      Session first = connect("alpha");
      assertThrows(AttachException.Rejected.class, () -> connect("alpha"));

      broker.reload(Conf.with("max-guests: 2"), "max-guests 1 -> 2");
      Session second = connect("alpha");
      broker.reload(Conf.with("max-region-bytes: 256MiB"), "max-region-bytes 0B -> 256MiB");
      assertThrows(AttachException.Rejected.class, () -> connect("alpha"));
      broker.reload(Conf.with("allowed-uids: [54321]"), "allowed-uids [] -> [54321]");
      assertThrows(AttachException.Rejected.class, () -> connect("alpha"));
      call(first);
      call(second);
      first.close().await();
      second.close().await();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lanes: 3           | tenants[0].lanes: 3 (expected: 2; another value needs a restart)
          region-size: 4MiB  | tenants[0].region-size: 4MiB (expected: 128MiB; another value needs a restart)
          weight: 0          | virtfun.yaml: tenants[0].weight: 0 (expected: 1..1000)
          functions: [sha25] | tenants[0].functions[0]: sha25 (did you mean sha256?)
          colour: red        | virtfun.yaml: tenants[0].colour: unknown key
          """)
  void shouldChangeNothingWhenAnythingIsWrong(String wrong, String line) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect("alpha");

      // The limit comes first, and must not be taken over.
      broker.reload(Conf.with("calls-per-second: 1", "on-limit: shed", wrong), line);

      for (int i = 0; i < 10; i++) {
        call(session);
      }
      assertFalse(broker.log().contains("tenant alpha:"), broker::log);
      assertEquals(1, broker.log().lines().filter(each -> each.contains("not taken over")).count());
      session.close().await();
    }
  }

  @Test
  void shouldAddReplaceAndRemoveDevices() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect("alpha");
      VFunction pinned = session.function("noop").withDevice("cpu0");
      String second = "  - {id: cpu1, driver: software}\n";

      broker.reload(Conf.with() + second, "device cpu1: ");
      broker.await(() -> session.devices().equals(List.of("cpu0", "cpu1")));
      VFunction added = session.function("noop").withDevice("cpu1");
      assertEquals("cpu1", added.call(NOTHING).await().receipt().device());

      broker.reload(Conf.with() + "    window: 3\n" + second, "device cpu0: closed");
      assertEquals("cpu0", pinned.call(NOTHING).await().receipt().device());
      assertTrue(broker.log().contains("device cpu0: replaced"), broker::log);

      broker.reload(Conf.with(), "device cpu1: closed");
      broker.await(() -> session.devices().equals(List.of("cpu0")));
      assertThrows(CallException.NoDevice.class, () -> added.call(NOTHING).await());
      assertEquals("cpu0", pinned.call(NOTHING).await().receipt().device());
      session.close().await();
    }
  }

  @Test
  void shouldChangeNothingWhenADeviceIsWrong() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      broker.reload(
          Conf.with("weight: 2") + "  - {id: new, driver: software, options: {a: b}}\n",
          "not taken over: devices[1]: options.a: ");
      broker.reload(
          Conf.with() + "  - {id: new, driver: hardware}\n",
          "not taken over: devices[1].driver: hardware (expected: one of ");
      broker.reload(
          Conf.with() + "broker:\n  doorbell-loops: 2\n",
          "broker.doorbell-loops: 2 (expected: 0; another value needs a restart)");
      broker.reload(Conf.with(), "nothing has changed");
      assertFalse(broker.log().contains("weight"), broker::log);
    }
  }

  @Test
  void shouldAddAndRemoveTenants() throws Exception {
    String one = Conf.with();
    String other = one.replace("name: beta", "name: gamma");
    try (BrokerProcess broker = BrokerProcess.start(folder, one)) {
      Session alpha = connect("alpha");
      Session beta = connect("beta");
      Future<Result> accepted = beta.function("deflate").call(Buffer.buffer(new byte[8 << 20]));
      call(beta);

      broker.reload(other, "tenant beta: removed");

      assertTrue(accepted.await().outputBytes() > 0);
      beta.closed().await();
      assertFalse(Files.exists(folder.resolve("beta.sock")));
      Session gamma = connect("gamma");
      call(gamma);
      call(alpha);
      broker.reload(one, "tenant gamma: removed");
      call(connect("beta"));
      call(alpha);
      assertEquals(0, broker.stop());
    }
  }

  @Test
  void shouldChangeNothingWhenATenantCannotBeAdded() throws Exception {
    Files.writeString(folder.resolve("gamma.sock"), "no socket");
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      broker.reload(
          Conf.with("calls-per-second: 1").replace("name: beta", "name: gamma"),
          "gamma.sock: exists and is not a socket");

      Session beta = connect("beta");
      call(beta);
      assertFalse(broker.log().contains("tenant alpha:"), broker::log);
      beta.close().await();
    }
  }

  @Test
  void shouldFailCallsOfARemovedTenantWithAReason() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("calls-per-second: 1"))) {
      Session alpha = connect("alpha");
      List<Future<Result>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(alpha.function("noop").call(NOTHING));
      }
      calls.getFirst().await();

      broker.reload(Conf.with().replace("name: alpha", "name: delta"), "tenant alpha: removed");

      int failed = 0;
      for (Future<Result> call : calls) {
        try {
          call.await();
        } catch (CallException e) {
          assertTrue(e.isRetryable() || e instanceof CallException.BrokerGone, () -> "" + e);
          failed++;
        }
      }
      assertTrue(failed > 0);
    }
  }

  @Test
  void shouldAwaitTheFileWhenItIsGone() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Files.delete(folder.resolve("virtfun.yaml"));
      signal(broker);
      broker.await(() -> broker.log().contains("no such file (expected: a configuration)"));
      assertInstanceOf(Session.class, connect("alpha"));
    }
  }

  private static void signal(BrokerProcess broker) throws IOException, InterruptedException {
    assertEquals(
        0, new ProcessBuilder("sh", "-c", "kill -HUP " + broker.process().pid()).start().waitFor());
  }
}
