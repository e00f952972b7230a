package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as people start it, and what is left when it ends, however it ends. */
class DemoIT {
  @TempDir private Path folder;

  @Test
  void shouldVerifyEveryFunctionWhenRunWithJson() throws Exception {
    try (DemoProcess demo = start("--quick", "--json", "--seed=11")) {
      JsonNode report = new ObjectMapper().readTree(demo.output());

      assertEquals(0, demo.exitCode(), () -> String.join("\n", demo.errors()));
      assertEquals(List.of(), demo.errors());
      assertTrue(report.get("ok").booleanValue());
      assertEquals(4, report.get("guests").intValue());
      assertEquals(2, report.get("tenants").intValue());
      assertEquals(11, report.get("seed").intValue());
      assertEquals(0, report.get("unknown_functions").size());
      assertEquals(functions(), rowsOf(report));
      assertEquals(callsOf(report), report.get("calls").longValue());
      assertAllImplementations(report);
      assertNothingLeft(demo);
    }
  }

  private static Set<String> functions() {
    return Tasks.all().stream().map(Task::function).collect(Collectors.toCollection(TreeSet::new));
  }

  /** As many rows of each function that several devices have as devices have it. */
  private static void assertAllImplementations(JsonNode report) {
    Set<String> ran = new TreeSet<>();
    report.get("results").forEach(row -> ran.add(row.path("device").asText()));
    for (JsonNode device : report.get("devices")) {
      assertFalse(device.path("why").asText().isEmpty(), device::toString);
      assertEquals(
          device.path("available").booleanValue(),
          ran.contains(device.path("id").asText()),
          () -> device + " " + ran);
    }
    assertEquals("cpu0", report.get("devices").path(0).path("id").asText());
    assertEquals("software", report.get("devices").path(0).path("driver").asText());
    assertEquals(3, report.get("devices").size());
  }

  private static long callsOf(JsonNode report) {
    long calls = 0;
    for (JsonNode row : report.get("results")) {
      calls += row.get("calls").longValue();
    }
    return calls;
  }

  private static Set<String> rowsOf(JsonNode report) {
    Set<String> functions = new TreeSet<>();
    for (JsonNode row : report.get("results")) {
      assertTrue(row.get("verified").booleanValue(), row::toString);
      assertTrue(row.get("p50_us").doubleValue() > 0, row::toString);
      assertFalse(row.get("device").textValue().isEmpty(), row::toString);
      functions.add(row.get("function").textValue());
    }
    return functions;
  }

  @Test
  void shouldPrintATableAndProgressWhenRunWithMoreGuests() throws Exception {
    try (DemoProcess demo = start("--quick", "--guests=5")) {
      demo.awaitError(line -> line.startsWith("5 guests, seed "));
      demo.awaitWork();
      List<String> table = demo.output().lines().toList();

      assertEquals(0, demo.exitCode());
      assertTrue(table.getFirst().startsWith("function"), table.getFirst());
      assertTrue(table.getLast().startsWith("ok: 5 guests of 2 tenants"), table.getLast());
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldRefuseWhenTheGuestsAreTooFew() throws Exception {
    try (DemoProcess demo = start("--guests=2")) {
      assertEquals(
          List.of("virtfun demo: --guests: 2 (expected: 3..64) (see virtfun demo --help)"),
          demo.errors());
      assertEquals(2, demo.exitCode());
    }
  }

  /** A socket's path has room for a hundred characters or so. */
  @Test
  void shouldShowTheBrokersErrorWhenItDoesNotStart() throws Exception {
    Path deep = Files.createDirectory(folder.resolve("deep".repeat(30)));
    try (DemoProcess demo = DemoProcess.start(deep)) {
      assertEquals("", demo.output());
      assertEquals(1, demo.exitCode());
      List<String> errors = demo.errors();
      assertTrue(errors.get(1).startsWith("broker: virtfun: tenants[0].socket: "), errors.get(1));
      assertTrue(
          errors.get(2).startsWith("virtfun: the broker exited with 2 (expected: "), errors.get(2));
      assertEquals(3, errors.size());
      assertNothingLeft(demo);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void shouldCleanUpWhenASignalEndsIt(String signal, int code) throws Exception {
    try (DemoProcess demo = start("--guests=3")) {
      demo.awaitWork();
      demo.signal(signal);

      assertEquals(code, demo.exitCode());
      assertFalse(demo.errors().stream().anyMatch(line -> line.startsWith("virtfun:")));
      assertEquals("", demo.output());
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldFailInOneLineWhenTheBrokerIsKilled() throws Exception {
    try (DemoProcess demo = start("--json", "--verbose", "--guests=3")) {
      demo.awaitWork();
      DemoProcess.signal("KILL", demo.children("broker").getFirst());
      JsonNode report = new ObjectMapper().readTree(demo.output());

      assertEquals(1, demo.exitCode());
      String reason = "the broker exited with 137 (expected: to serve until all guests are done)";
      assertFalse(report.get("ok").booleanValue());
      assertEquals(reason, report.get("error").textValue());
      assertEquals(
          List.of("virtfun: " + reason),
          demo.errors().stream().filter(line -> line.startsWith("virtfun:")).toList());
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldNameTheGuestWhenOneIsKilled() throws Exception {
    try (DemoProcess demo = start("--guests=3")) {
      demo.awaitWork();
      DemoProcess.signal("KILL", demo.children("--guest=1").getFirst());

      String reason = demo.awaitError(line -> line.startsWith("virtfun:"));
      assertTrue(reason.startsWith("virtfun: guest 2 (beta) exited with 137 after "), reason);
      assertEquals(1, demo.exitCode());
      assertEquals("", demo.output());
      assertNothingLeft(demo);
    }
  }

  /** Nobody is left who could clean up but the processes themselves. */
  @Test
  void shouldLeaveNothingWhenItIsKilledItself() throws Exception {
    try (DemoProcess demo = start("--guests=3")) {
      demo.awaitWork();
      assertEquals(4, demo.children("demo-child").size());
      demo.signal("KILL");
      demo.exitCode();

      while (!demo.children("demo-child").isEmpty() || !demo.files().isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  private DemoProcess start(String... arguments) throws IOException {
    return DemoProcess.start(folder, arguments);
  }

  private static void assertNothingLeft(DemoProcess demo) throws IOException {
    assertEquals(List.of(), demo.children("demo-child"));
    assertEquals(List.of(), demo.files());
  }
}
