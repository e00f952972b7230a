package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.cli.Main;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Receipt;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import io.virtfun.shm.Why;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which device runs a call, and what guests are told of it. */
@Timeout(120)
class DeviceChoiceIT {
  /** FIPS 180-4, example "abc". */
  private static final String DIGEST =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final String CONF =
      """
      tenants:
        - name: alpha
        - name: beta
          devices: [cpu0]
      devices:
        - id: cpu0
          driver: software
        - id: odd0
          driver: simulated
      """;

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

  private static Receipt call(VFunction function) {
    var result = function.call(Buffer.buffer("abc")).await();
    assertEquals(DIGEST, HexFormat.of().formatHex(result.output().getBytes()));
    return result.receipt();
  }

  @Test
  void shouldRunWhereTheGuestAsks() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, CONF)) {
      Session alpha = VirtFun.connect(vertx, broker.address("alpha")).await();
      assertEquals(List.of("cpu0", "odd0"), alpha.devices());
      VFunction sha256 = alpha.function("sha256");
      assertEquals(Why.PREFERRED, call(sha256).why());
      for (String device : alpha.devices()) {
        Receipt receipt = call(sha256.withDevice(device));
        assertEquals(device, receipt.device());
        assertEquals(Why.ASKED_FOR, receipt.why());
      }
      assertEquals(
          "unknown device 'gpu0' (expected: one of cpu0, odd0)",
          assertThrows(CallException.UnknownDevice.class, () -> sha256.withDevice("gpu0"))
              .getMessage());
      VFunction noop = alpha.function("noop").withDevice("odd0");
      assertThrows(CallException.NoDevice.class, () -> noop.call(Buffer.buffer()).await());

      Session beta = VirtFun.connect(vertx, broker.address("beta")).await();
      VFunction denied = beta.function("sha256").withDevice("odd0");
      assertThrows(CallException.NotAllowed.class, () -> denied.call(Buffer.buffer()).await());
      assertEquals(0, broker.stop());
    }
  }

  @Test
  void shouldTryTheOtherDeviceNowAndThenUntilItIsKnown() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, CONF)) {
      Session alpha = VirtFun.connect(vertx, broker.address("alpha")).await();
      VFunction sha256 = alpha.function("sha256");
      List<Why> reasons = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reasons.add(call(sha256).why());
      }
      long trials = reasons.stream().filter(Why.TRIAL::equals).count();
      assertTrue(trials >= 1 && trials <= 8, () -> reasons.toString());
      assertEquals(0, broker.stop());
    }
  }

  @Test
  void shouldTakeADeviceOnTheCommandLine() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, CONF)) {
      Path input = Files.writeString(folder.resolve("abc"), "abc");
      Path errors = folder.resolve("errors");
      Process call =
          Jvm.builder(
                  Main.class,
                  "call",
                  "--attach",
                  broker.address("alpha"),
                  "sha256",
                  "--device",
                  "odd0",
                  "--receipt")
              .redirectInput(input.toFile())
              .redirectError(errors.toFile())
              .start();
      assertEquals(DIGEST, HexFormat.of().formatHex(call.getInputStream().readAllBytes()));
      assertEquals(0, call.waitFor());
      assertTrue(
          Files.readString(errors).startsWith("device odd0 (asked for) lane"),
          Files.readString(errors));

      Process list =
          Jvm.builder(Main.class, "functions", "--attach", broker.address("alpha"), "--json")
              .start();
      var json = new ObjectMapper().readTree(list.getInputStream());
      assertEquals("[\"cpu0\",\"odd0\"]", json.path("devices").toString());
    }
  }
}
