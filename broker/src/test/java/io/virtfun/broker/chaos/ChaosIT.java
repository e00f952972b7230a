package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.demo.DemoProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chaos as people start it, and what is left when it ends, however it ends. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChaosIT {
  @TempDir private Path folder;

  @Test
  void shouldLoseDoubleAndSpoilNothingWhenGuestsAreKilledAndConfigurationsChange()
      throws Exception {
    try (DemoProcess chaos = start("--seed=11", "--duration=10s", "--guests=3", "--json")) {
      List<String> errors = chaos.errors();
      JsonNode report = new ObjectMapper().readTree(chaos.output());

      assertEquals(0, chaos.exitCode(), () -> String.join("\n", errors));
      assertTrue(report.get("ok").booleanValue());
      assertEquals(11, report.get("seed").longValue());
      assertEquals(0, report.get("lost").longValue());
      assertEquals(0, report.get("doubled").longValue());
      assertEquals(0, report.get("wrong").longValue());
      assertTrue(report.get("ends").get("OK").longValue() > 0, report::toString);
      assertTrue(report.get("reloads").get("changed").longValue() > 0, report::toString);
      assertTrue(report.get("deeds").get("stops").longValue() > 0, report::toString);
      assertEquals(
          report.get("calls").longValue(),
          sum(report.get("ends")) + report.get("killed_amidst").longValue());
      assertEquals(3, report.get("tenants").size());
      for (JsonNode tenant : report.get("tenants")) {
        assertEquals(0, tenant.get("in_flight").longValue(), report::toString);
      }
      assertNothingLeft(chaos);
    }
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.longValue();
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "--sabotage=CORRUPT, wrong",
    "--sabotage=DROP, lost",
    "--sabotage=DOUBLE, doubled",
    "--lie-per-million=900000, wrong"
  })
  void shouldExitWithOneAndNameTheSeedWhenSomethingIsSpoilt(String option, String what)
      throws Exception {
    try (DemoProcess chaos = start("--seed=5", "--duration=2s", "--guests=2", "--json", option)) {
      List<String> errors = chaos.errors();
      JsonNode report = new ObjectMapper().readTree(chaos.output());

      assertEquals(1, chaos.exitCode());
      assertFalse(report.get("ok").booleanValue());
      for (String count : List.of("wrong", "lost", "doubled")) {
        assertEquals(count.equals(what), report.get(count).longValue() > 0, report::toString);
      }
      assertTrue(errors.getLast().startsWith("virtfun: seed 5: "), errors.getLast());
      assertNothingLeft(chaos);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--duration=soon, --duration: soon (expected: a duration such as 30s or 2m)",
    "--duration=0s, --duration: 0s (expected: 1s..168h)",
    "--guests=0, --guests: 0 (expected: 1..64)"
  })
  void shouldRefuseWhenAnOptionIsWrong(String option, String error) throws Exception {
    try (DemoProcess chaos = start(option)) {
      assertEquals(
          List.of("virtfun chaos: " + error + " (see virtfun chaos --help)"), chaos.errors());
      assertEquals(2, chaos.exitCode());
    }
  }

  @Test
  void shouldCleanUpWhenInterrupted() throws Exception {
    try (DemoProcess chaos = start("--seed=3", "--duration=1h", "--guests=3")) {
      chaos.awaitError(line -> line.contains("stop guest"));
      chaos.signal("INT");

      assertEquals(130, chaos.exitCode());
      assertEquals("", chaos.output());
      assertNothingLeft(chaos);
    }
  }

  @Test
  void shouldFailInOneLineWhenTheBrokerIsKilled() throws Exception {
    try (DemoProcess chaos = start("--seed=3", "--duration=1h", "--guests=1", "--json")) {
      chaos.awaitError(line -> line.contains("the configuration"));
      ProcessHandle.of(chaos.children("broker").getFirst()).orElseThrow().destroyForcibly();
      List<String> errors = chaos.errors();
      JsonNode report = new ObjectMapper().readTree(chaos.output());

      assertEquals(1, chaos.exitCode());
      assertFalse(report.get("ok").booleanValue());
      assertTrue(
          errors.getLast().contains("the broker exited with 137 (expected: "), errors.getLast());
      assertNothingLeft(chaos);
    }
  }

  private DemoProcess start(String... arguments) throws IOException {
    return DemoProcess.startChaos(folder, arguments);
  }

  private static void assertNothingLeft(DemoProcess chaos) throws IOException {
    assertEquals(List.of(), chaos.files());
    assertEquals(List.of(), chaos.children("chaos-guest"));
    assertEquals(List.of(), chaos.children("broker"));
  }
}
