package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.plugin.PluginJar;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drivers that do not keep to their interface cost nobody else anything. */
@Timeout(120)
class FaultyPluginIT {
  private static final String CLOSE = "closed = true;";

  @TempDir private static Path built;
  private static Path good;

  @TempDir private Path folder;
  private Path plugins;
  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());

  @BeforeAll
  static void build() throws Exception {
    good = jar("good", "", "");
  }

  @BeforeEach
  void makeFolder() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  /** A driver {@code answer} with a part of its source replaced. */
  private static Path jar(String name, String part, String by) throws Exception {
    String source = PluginJar.answeringSource();
    assertTrue(source.contains(part), part);
    return PluginJar.answering(
        built.resolve(name + ".jar"), source.replace(part, by), "answer", name);
  }

  private Session connect(BrokerProcess broker) {
    return VirtFun.connect(vertx, broker.address("alpha")).await();
  }

  private static String answer(Session session) {
    return session.function("answer").call(Buffer.buffer()).await().output().toString();
  }

  private static void awaitLine(BrokerProcess broker, String line) throws Exception {
    broker.await(() -> broker.log().contains(line));
  }

  private long copies() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve(".plugins"))) {
      return files.count();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          return 2;                | return 0;                      | slots: 0 (expected: 1..65536)
          return List.of(          | return java.util.Arrays.asList(null, | java.lang.NullPointerException
          this::answer));          | this::answer), DeviceFunction.Synchronous.worker(spec, this::answer)); | functions: answer@1 twice (expected: each once)
          FunctionSpec spec =      | if (TEXT.length > 0) throw new AssertionError("odd"); FunctionSpec spec = | java.lang.AssertionError: odd
          """)
  void shouldNotOpenADeviceThatIsNone(String part, String by, String why) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker);
      PluginJar.put(jar("none" + by.hashCode(), part, by), plugins, "answer.jar");

      awaitLine(broker, "device answer: not available, driver answer: " + why);

      assertEquals(List.of("cpu0"), session.devices());
      assertEquals(32, session.function("sha256").call(Buffer.buffer()).await().outputBytes());
      PluginJar.put(good, plugins, "answer.jar");
      broker.await(() -> session.devices().contains("answer"));
      assertEquals("good", answer(session));
      broker.await(() -> copies() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          return TEXT.length == 0 | return config.slots() > 0    | it has nothing to answer
          FunctionSpec spec =     | if (TEXT.length > 4) throw new AssertionError("odd"); FunctionSpec spec = | java.lang.AssertionError: odd
          """)
  void shouldGoOnWithADeviceWhateverIsReadAgain(String part, String by, String why)
      throws Exception {
    boolean isUpgrade = part.startsWith("FunctionSpec");
    PluginJar.put(isUpgrade ? good : jar("slotless", part, by), plugins, "answer.jar");
    String slots = isUpgrade ? "" : ", slots: 1";
    String device = "  - {id: first, driver: answer%s}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with() + device.formatted(""))) {
      Session session = connect(broker);
      String answer = answer(session);

      if (isUpgrade) {
        PluginJar.put(jar("unopened", part, by), plugins, "answer.jar");
      }
      String goesOn = "device first: goes on as it is, the new one is not available, ";
      broker.reload(Conf.with() + device.formatted(slots), goesOn);
      assertTrue(broker.log().contains(why), broker::log);
      broker.reload(Conf.with("weight: 2") + device.formatted(slots), "weight 1 -> 2");

      assertEquals(answer, answer(session));
      assertFalse(broker.log().contains("withdrawn"), broker::log);
    }
  }

  @Test
  void shouldSayWhyItWasRefusedAndOpenDevicesAfterwardsWhereOneCannotBeClosed() throws Exception {
    PluginJar.put(
        jar("unclosed", CLOSE, "throw new IllegalStateException(\"shut\");"),
        plugins,
        "answer.jar");
    String yaml = Conf.with() + "  - {id: answer, driver: answer}\n";
    try (BrokerProcess broker = BrokerProcess.start(folder, yaml)) {
      Session session = connect(broker);
      broker.reload(
          yaml
              + "  - {id: second, driver: answer}\n"
              + "  - {id: third, driver: answer}\n"
              + "  - {id: wrong, driver: software, options: {a: b}}\n",
          "not taken over: devices[4]: options.a: ");

      broker.reload(yaml + "  - {id: new, driver: software}\n", "device new: ");
      broker.await(() -> session.devices().equals(List.of("cpu0", "answer", "new")));

      Files.delete(plugins.resolve("answer.jar"));
      awaitLine(broker, "device answer: withdrawn");
      broker.await(() -> copies() == 0);
    }
  }
}
