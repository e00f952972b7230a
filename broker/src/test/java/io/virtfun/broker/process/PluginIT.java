package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.admin.AdminClient;
import io.virtfun.broker.admin.AdminVerticle;
import io.virtfun.broker.plugin.PluginJar;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that come, are replaced and go while a broker serves. */
@Timeout(120)
class PluginIT {
  private static final Buffer NOTHING = Buffer.buffer();
  private static final int IN_FLIGHT = 32;
  private static final int UPGRADES = 6;

  @TempDir private static Path built;
  private static Path one;
  private static Path two;
  private static Path unavailable;
  private static Path impostor;

  @TempDir private Path folder;
  private Path plugins;
  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());

  @BeforeAll
  static void build() throws Exception {
    String source = PluginJar.answeringSource();
    one = PluginJar.answering(built.resolve("one.jar"), source, "answer", "one");
    two = PluginJar.answering(built.resolve("two.jar"), source, "answer", "number two");
    unavailable = PluginJar.answering(built.resolve("none.jar"), source, "answer", "");
    impostor = PluginJar.answering(built.resolve("impostor.jar"), source, "sha256", "lies");
  }

  @BeforeEach
  void makeFolder() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  private Session connect(BrokerProcess broker) {
    return VirtFun.connect(vertx, broker.address("alpha")).await();
  }

  private static String answer(VFunction function) {
    return function.call(NOTHING).await().output().toString();
  }

  private static void awaitLine(BrokerProcess broker, String line) throws Exception {
    broker.await(() -> broker.log().contains(line));
  }

  @Test
  void shouldServeWhatIsDroppedIntoTheFolderUntilItIsRemoved() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker);
      LinkedBlockingQueue<Long> generations = new LinkedBlockingQueue<>();
      session.catalogueHandler(generations::add);
      assertThrows(CallException.UnknownFunction.class, () -> session.function("adler32"));

      Path jar = PluginJar.example(built.resolve("example.jar"));
      PluginJar.put(jar, plugins, "example.jar");

      assertEquals(2, generations.take());
      VFunction adler32 = session.function("adler32");
      Result result = adler32.call(Buffer.buffer("Wikipedia")).await();
      assertEquals("11e60398", HexFormat.of().formatHex(result.output().getBytes()));
      assertEquals("example", result.receipt().device());

      Files.delete(plugins.resolve("example.jar"));

      assertEquals(3, generations.take());
      assertThrows(CallException.UnknownFunction.class, () -> session.function("adler32"));
      assertEquals(List.of("cpu0"), session.devices());
      assertThrows(CallException.NoDevice.class, () -> adler32.call(NOTHING).await());
      awaitLine(broker, "device example: closed");

      PluginJar.put(jar, plugins, "example.jar");
      assertEquals(4, generations.take());
      assertEquals(
          "00000001", HexFormat.of().formatHex(adler32.call(NOTHING).await().output().getBytes()));
      assertEquals(0, broker.stop());
    }
  }

  /** Calls without a pause, so many at a time. */
  private static final class Caller {
    private final VFunction function;
    private final List<Future<Result>> calls = new ArrayList<>();
    private final Set<String> answers = new TreeSet<>();

    Caller(VFunction function) {
      this.function = function;
    }

    /** Until an answer comes; every call until then has gone well. */
    void callUntil(String wanted) {
      String last = "";
      while (!last.equals(wanted)) {
        while (calls.size() < IN_FLIGHT) {
          calls.add(function.call(NOTHING));
        }
        last = calls.removeFirst().await().output().toString();
        answers.add(last);
      }
    }
  }

  @Test
  void shouldLoseNoCallWhileUpgraded() throws Exception {
    PluginJar.put(one, plugins, "answer.jar");
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker);
      Caller any = new Caller(session.function("answer"));
      Caller pinned = new Caller(session.function("answer").withDevice("answer"));
      any.callUntil("one");
      for (int i = 0; i < UPGRADES; i++) {
        boolean isOdd = i % 2 == 0;
        PluginJar.put(isOdd ? two : one, plugins, "answer.jar");
        any.callUntil(isOdd ? "number two" : "one");
        pinned.callUntil(isOdd ? "number two" : "one");
      }
      assertEquals(Set.of("one", "number two"), any.answers);
      awaitLine(broker, "device answer: closed");
      JsonNode device = AdminClient.ask(folder, AdminVerticle.DEVICES).path("devices").path(1);
      assertTrue(device.path("number").asInt() <= 3, "numbers are used again: " + device);
    }
  }

  @Test
  void shouldLoseNoCallWhenRemoved() throws Exception {
    PluginJar.put(one, plugins, "answer.jar");
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker);
      VFunction function = session.function("answer");
      assertEquals("one", answer(function));

      Files.delete(plugins.resolve("answer.jar"));

      List<Future<Result>> calls = new ArrayList<>();
      boolean isThere = true;
      while (isThere) {
        while (calls.size() < IN_FLIGHT) {
          calls.add(function.call(NOTHING));
        }
        try {
          assertEquals("one", calls.removeFirst().await().output().toString());
        } catch (CallException.NoDevice _) {
          isThere = false;
        }
      }
      for (Future<Result> call : calls) {
        assertThrows(CallException.NoDevice.class, call::await);
      }
      awaitLine(broker, "device answer: closed");
    }
  }

  @Test
  void shouldGoOnWithWhatThereIsWhereAnUpgradeIsBroken() throws Exception {
    PluginJar.put(one, plugins, "answer.jar");
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      VFunction function = connect(broker).function("answer");

      PluginJar.put(Files.writeString(built.resolve("no.jar"), "no jar"), plugins, "answer.jar");
      awaitLine(broker, "plug-in answer.jar: not loaded, ");
      assertEquals("one", answer(function));

      PluginJar.put(unavailable, plugins, "answer.jar");
      awaitLine(
          broker,
          "device answer: goes on as it is, the new one is not available, it has nothing to answer");
      assertEquals("one", answer(function));
      broker.reload(Conf.with("weight: 2"), "weight 1 -> 2");
      assertEquals("one", answer(function));

      PluginJar.put(two, plugins, "answer.jar");
      awaitLine(broker, "device answer: closed");
      assertEquals("number two", answer(function));
    }
  }

  @Test
  void shouldKeepAFunctionFromADriverThatDescribesItDifferently() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      PluginJar.put(impostor, plugins, "impostor.jar");
      awaitLine(
          broker, "device sha256: not available, device sha256: sha256@1 is described differently");

      Session session = connect(broker);
      assertEquals(List.of("cpu0"), session.devices());
      assertEquals(32, session.function("sha256").call(NOTHING).await().output().length());
    }
  }

  @Test
  void shouldRefuseWhatGuestsCannotBeToldOf() throws Exception {
    String yaml = Conf.with() + "broker: {catalogue-room: 0}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, yaml)) {
      PluginJar.put(one, plugins, "answer.jar");
      awaitLine(broker, "device answer: not available, no room for it in the catalogue");
      assertEquals(List.of("cpu0"), connect(broker).devices());
    }
  }

  @Test
  void shouldOpenTheDevicesThatTheConfigurationNames() throws Exception {
    String yaml =
        Conf.with() + "  - {id: first, driver: answer}\n  - {id: second, driver: answer}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, yaml)) {
      Session session = connect(broker);
      assertEquals(List.of("cpu0"), session.devices());
      awaitLine(broker, "device first: not available, no driver 'answer' is there");

      PluginJar.put(one, plugins, "answer.jar");

      broker.await(() -> session.devices().equals(List.of("cpu0", "first", "second")));
      assertEquals("one", answer(session.function("answer").withDevice("second")));
    }
  }

  @Test
  void shouldRemoveTheDevicesOfAllPluginsWithTheirFolder() throws Exception {
    PluginJar.put(one, plugins, "answer.jar");
    PluginJar.put(PluginJar.example(built.resolve("other.jar")), plugins, "other.jar");
    String yaml = Conf.with() + "  - {id: first, driver: answer}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, yaml)) {
      Session session = connect(broker);
      assertEquals(List.of("cpu0", "first", "example"), session.devices());

      Files.move(plugins, folder.resolve("elsewhere"));

      broker.await(() -> session.devices().equals(List.of("cpu0")));
      broker.reload(yaml.replace("- name: alpha", "- name: alpha\n    weight: 2"), "1 -> 2");
      Files.move(folder.resolve("elsewhere"), plugins);
      broker.await(() -> session.devices().size() == 3);
    }
  }

  @Test
  void shouldTakeAPluginThatCameWithAConfigurationThatIsWrong() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker);
      PluginJar.put(one, plugins, "answer.jar");
      broker.reload(Conf.with("weight: 0"), "not taken over");

      broker.await(() -> session.devices().contains("answer"));
    }
  }
}
