package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.cli.Main;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of devices. */
@Timeout(120)
class DevicesCommandIT {
  private static final String CONF =
      """
      tenants: [{name: alpha}, {name: beta}]
      devices:
        - id: board
          driver: fpga
          options: {bus: vfio, device: "ffff:ff:1f.7"}
        - id: cpu0
          driver: software
          slots: 3
        - id: sick
          driver: simulated
          options: {fail-per-million: "1000000"}
          probe-first-millis: 3600000
          probe-longest-millis: 3600000
      """;

  @TempDir private Path folder;

  private List<String> devices(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("devices", "--run-dir", folder.toString()));
    arguments.addAll(List.of(more));
    Process process = Jvm.builder(Main.class, arguments.toArray(String[]::new)).start();
    List<String> lines = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    return lines;
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(String.join("\n", devices("--json"))).path("devices");
  }

  @Test
  void shouldShowWhatThereIsAndWhyNot() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, CONF)) {
      JsonNode all = json();
      assertEquals(3, all.size());
      assertEquals("board", all.path(0).path("id").asText());
      assertEquals("fpga", all.path(0).path("driver").asText());
      assertEquals(false, all.path(0).path("available").asBoolean());
      assertTrue(all.path(0).path("why").asText().contains("ffff:ff:1f.7"), all::toString);
      assertEquals(true, all.path(1).path("available").asBoolean());
      assertEquals("serving", all.path(1).path("state").asText());
      assertEquals(3, all.path(1).path("slots").asInt());
      assertTrue(all.path(1).path("functions").toString().contains("\"sha256@1\""));

      failCalls(broker);
      JsonNode sick = json().path(2);
      assertEquals("quarantined", sick.path("state").asText());
      assertEquals("calls failed one after another", sick.path("quarantine").asText());
      List<String> table = devices();
      assertTrue(table.get(1).startsWith("board        fpga       missing"), table::toString);
      assertTrue(table.get(2).startsWith("cpu0         software   serving          3"));
      assertTrue(table.get(3).startsWith("sick         simulated  quarantined"), table::toString);
      assertEquals(0, broker.stop());
    }
  }

  /** Of two tenants in turn, until the device gets none. */
  private static void failCalls(BrokerProcess broker) {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
    try {
      List<VFunction> functions = new ArrayList<>();
      for (String tenant : List.of("alpha", "beta")) {
        Session session = VirtFun.connect(vertx, broker.address(tenant)).await();
        functions.add(session.function("sha256").withDevice("sick"));
      }
      boolean serves = true;
      for (int i = 0; serves; i++) {
        try {
          functions.get(i % 2).call(Buffer.buffer("abc")).await();
        } catch (CallException.DeviceFailed _) {
          // As configured.
        } catch (CallException.NoDevice _) {
          serves = false;
        }
      }
    } finally {
      vertx.close().await();
    }
  }
}
