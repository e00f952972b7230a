package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests of two tenants whose calls go to a sick device first, and to a sound one. */
@Timeout(300)
class SickDeviceIT {
  @TempDir private Path folder;

  private static String conf(String faults, String... health) {
    StringBuilder yaml = new StringBuilder("tenants: [{name: alpha}, {name: beta}]\n");
    yaml.append("devices:\n  - id: sick\n    driver: simulated\n    slots: 4\n");
    yaml.append("    options: {seed: \"7\", ").append(faults).append("}\n");
    for (String line : health) {
      yaml.append("    ").append(line).append('\n');
    }
    return yaml.append("  - id: cpu0\n    driver: software\n").toString();
  }

  private String logWhileGuestsCall(String conf) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, conf)) {
      List<Process> guests = new ArrayList<>();
      for (String tenant : List.of("alpha", "beta", "alpha", "beta")) {
        guests.add(start(broker, tenant, guests.size()));
      }
      for (Process guest : guests) {
        assertEquals("calling", guest.inputReader().readLine());
        assertEquals("done 320", guest.inputReader().readLine());
        assertEquals(0, guest.waitFor());
      }
      assertEquals(0, broker.stop());
      return broker.log();
    }
  }

  private static Process start(BrokerProcess broker, String tenant, int seed) throws IOException {
    return Jvm.builder(GuestProgram.class, broker.address(tenant), "20", "" + seed)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void shouldAnswerAllCallsRightWhenADeviceFailsSome() throws Exception {
    String log = logWhileGuestsCall(conf("fail-per-million: \"300000\"", "most-failures: 1000"));

    assertFalse(log.contains("quarantined"), log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenADeviceFailsAll() throws Exception {
    String log = logWhileGuestsCall(conf("fail-per-million: \"1000000\"", "probe-first-millis: 1"));

    assertTrue(log.contains("device sick: quarantined, calls failed one after another"), () -> log);
    assertTrue(log.contains("device sick: serves again"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenCallsHangUntilTheyAreToldToStop() throws Exception {
    String log =
        logWhileGuestsCall(
            conf(
                "hang-per-million: \"100000\"",
                "call-least-millis: 100",
                "call-unknown-millis: 100",
                "most-failures: 1000"));

    assertTrue(log.contains("device sick: sha256@1 runs for more than 100 ms"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenADeviceThatLiesIsVerified() throws Exception {
    String log =
        logWhileGuestsCall(conf("lie-per-million: \"50000\"", "verify-per-million: 1000000"));

    assertTrue(log.contains("device sick: wrong result, sha256@1, input of "), () -> log);
    assertTrue(log.contains("device sick: quarantined, a wrong result"), () -> log);
    assertFalse(log.contains("device sick: serves again"), log);
  }
}
