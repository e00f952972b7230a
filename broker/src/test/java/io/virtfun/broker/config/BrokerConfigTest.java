package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.verticles.admission.OnLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConfigTest {
  private static final String MINIMAL =
      """
      tenants:
        - name: alpha
      devices:
        - id: cpu0
          driver: software
      """;

  @Test
  void shouldTakeDefaultsWhenKeysAreAbsent() {
    BrokerConfig config = parse(MINIMAL);

    assertEquals(
        new BrokerSettings(0, PollMode.ADAPTIVE, 200, 100, 10_000, 120_000, "plugins", 64),
        config.broker());
    assertEquals(List.of(tenant("alpha", "alpha.sock")), config.tenants());
    assertEquals(
        List.of(
            new DeviceSettings(
                "cpu0",
                "software",
                0,
                256,
                100,
                3,
                1000,
                60_000,
                30_000,
                100,
                600_000,
                0,
                "auto",
                Map.of())),
        config.devices());
  }

  @Test
  void shouldReadEveryKeyWhenGiven() {
    BrokerConfig config =
        parse(
            """
            broker:
              doorbell-loops: 64
              poll-mode: fixed
              poll-linger-micros: 0
              poll-cpu-percent: 7
              drain-timeout-millis: 1_000
            tenants:
              - name: a-1
                socket: /run/a
                socket-mode: "600"
                allowed-uids: [0, 4294967294]
                max-guests: 4096
                region-size: 1048576KiB
                lanes: 64
                queue-capacity: 65536
                max-region-bytes: 4GiB
                weight: 1000
                priority-ceiling: 3
                functions: [sha256, aes256gcm.seal]
                devices: [x]
                max-in-flight: 1000000
                calls-per-second: 1000000000
                bytes-per-second: 1500B
                device-time-percent: 150
                on-limit: shed
            devices:
              - id: x
                driver: y
                slots: 3
                window: 65536
                most-failures: 1
                probe-first-millis: 2
                probe-longest-millis: 3
                call-least-millis: 4
                call-factor: 5
                call-unknown-millis: 6
                verify-per-million: 7
                reference: cpu0
                options: {depth: "7", place: here}
            """);

    assertEquals(
        new BrokerSettings(64, PollMode.FIXED, 0, 7, 1000, 120_000, "plugins", 64),
        config.broker());
    assertEquals(
        new TenantSettings(
            "a-1",
            "/run/a",
            new SocketMode(0600),
            List.of(0L, 4294967294L),
            4096,
            new ByteSize(1L << 30),
            64,
            65_536,
            new ByteSize(4L << 30),
            1000,
            3,
            List.of("sha256", "aes256gcm.seal"),
            List.of("x"),
            1_000_000,
            1_000_000_000,
            new ByteSize(1500),
            150,
            OnLimit.SHED),
        config.tenants().getFirst());
    assertEquals(
        new DeviceSettings(
            "x",
            "y",
            3,
            65_536,
            100,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            "cpu0",
            Map.of("depth", "7", "place", "here")),
        config.devices().getFirst());
  }

  @Test
  void shouldEqualTheShippedFileWhenBuiltIn() {
    BrokerConfig config = BrokerConfig.shipped();

    assertEquals(BrokerConfig.load(Shipped.directory().resolve("virtfun.yaml")), config);
    assertEquals(
        List.of("alpha", "beta"), config.tenants().stream().map(TenantSettings::name).toList());
    assertEquals(
        List.of("software"), config.devices().stream().map(DeviceSettings::driver).toList());
  }

  @Test
  void shouldLoadEachShippedFile() throws IOException {
    List<Path> files = Shipped.files();

    assertEquals(true, files.contains(Shipped.directory().resolve("virtfun.yaml")));
    for (Path file : files) {
      BrokerConfig.load(file);
    }
  }

  @Test
  void shouldNameTheFileWhenItCannotBeRead(@TempDir Path directory) {
    Path absent = directory.resolve("absent.yaml");

    assertEquals(
        absent + ": no such file (expected: a configuration)",
        assertThrows(ConfigException.class, () -> BrokerConfig.load(absent)).getMessage());
    assertEquals(
        directory + ": cannot be read: Is a directory",
        assertThrows(ConfigException.class, () -> BrokerConfig.load(directory)).getMessage());
  }

  @Test
  void shouldNameTheFileAndThePathWhenAValueIsWrong(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("virtfun.yaml");
    Files.writeString(file, MINIMAL.replace("name: alpha", "name: alpha\n    lanes: 65"));

    assertEquals(
        file + ": tenants[0].lanes: 65 (expected: 1..64)",
        assertThrows(ConfigException.class, () -> BrokerConfig.load(file)).getMessage());
  }

  @Test
  void shouldResolveSocketsAgainstTheRunDirectory() {
    BrokerConfig config =
        withSockets(tenant("alpha", "alpha.sock"), tenant("beta", "/elsewhere/../b.sock"));

    assertEquals(
        List.of(Path.of("/run/virtfun/alpha.sock"), Path.of("/b.sock")),
        config.socketPaths(Path.of("/run/virtfun")));
  }

  @Test
  void shouldRejectSocketWhenTooLongWithTheRunDirectory() {
    BrokerConfig config = withSockets(tenant("alpha", "alpha.sock"));
    Path fits = Path.of("/" + "r".repeat(95));
    Path tooLong = Path.of("/" + "r".repeat(96));

    assertEquals(List.of(fits.resolve("alpha.sock")), config.socketPaths(fits));
    assertEquals(
        "tenants[0].socket: "
            + tooLong
            + "/alpha.sock has 108 bytes (expected: at most 107; a shorter run directory helps)",
        assertThrows(ConfigException.class, () -> config.socketPaths(tooLong)).getMessage());
  }

  @Test
  void shouldRejectSocketsWhenTheyMeetInOnePath() {
    BrokerConfig config =
        withSockets(tenant("alpha", "one.sock"), tenant("beta", "/run/virtfun/./one.sock"));

    assertEquals(
        "tenants[1].socket: /run/virtfun/one.sock (expected: other than tenants[0].socket)",
        assertThrows(ConfigException.class, () -> config.socketPaths(Path.of("/run/virtfun")))
            .getMessage());
  }

  @Test
  void shouldRejectSocketWhenItIsTheOperators() {
    BrokerConfig config = withSockets(tenant("alpha", "x/../admin.sock"));

    assertEquals(
        "tenants[0].socket: x/../admin.sock (expected: other than the operator's admin.sock)",
        assertThrows(ConfigException.class, () -> config.socketPaths(Path.of("/run/virtfun")))
            .getMessage());
  }

  @Test
  void shouldNameTheNearestFunctionWhenThereIsNoSuch() {
    BrokerConfig config = parse(MINIMAL.replace("alpha", "alpha\n    functions: [noop, sha257]"));
    config.requireFunctions(List.of("noop", "sha257"));

    assertEquals(
        "tenants[0].functions[1]: sha257 (did you mean sha256?)",
        assertThrows(
                ConfigException.class, () -> config.requireFunctions(List.of("noop", "sha256")))
            .getMessage());
    assertEquals(
        "tenants[0].functions[0]: noop (expected: one of fft, sgemm)",
        assertThrows(ConfigException.class, () -> config.requireFunctions(List.of("fft", "sgemm")))
            .getMessage());
  }

  private static BrokerConfig parse(String yaml) {
    return BrokerConfig.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static TenantSettings tenant(String name, String socket) {
    return new TenantSettings(
        name,
        socket,
        new SocketMode(0660),
        List.of(),
        64,
        ByteSize.ofMebibytes(128),
        2,
        256,
        new ByteSize(0),
        1,
        0,
        List.of(),
        List.of(),
        0,
        0,
        new ByteSize(0),
        0,
        OnLimit.DEFER);
  }

  private static BrokerConfig withSockets(TenantSettings... tenants) {
    BrokerConfig shipped = BrokerConfig.shipped();
    return new BrokerConfig(shipped.broker(), List.of(tenants), shipped.devices());
  }
}
