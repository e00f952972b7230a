package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.vm.Machines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo in virtual machines as people start it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class VmDemoIT {
  @TempDir private Path folder;

  @BeforeAll
  static void requireMachines() {
    Machines.require();
  }

  @Test
  void shouldVerifyEveryAnswerInTwoMachinesOnTheStockKernel() throws Exception {
    try (DemoProcess demo = DemoProcess.startInMachines(folder, "--json", "--seed=11")) {
      JsonNode report = new ObjectMapper().readTree(demo.output());

      assertEquals(0, demo.exitCode(), () -> String.join("\n", demo.errors()));
      assertTrue(report.get("ok").booleanValue());
      assertTrue(Set.of("kvm", "tcg").contains(report.get("accelerator").textValue()));
      assertEquals(11, report.get("seed").intValue());
      assertEquals(2, report.get("vms").size());
      assertEquals("alpha", report.get("vms").get(0).get("tenant").textValue());
      assertEquals("beta", report.get("vms").get(1).get("tenant").textValue());
      for (JsonNode machine : report.get("vms")) {
        assertEquals(Machines.image().release(), machine.get("kernel").textValue());
      }
      assertFalse(report.get("results").isEmpty());
      for (JsonNode row : report.get("results")) {
        assertTrue(row.get("verified").booleanValue(), row::toString);
        assertEquals(2, row.get("guests").intValue(), row::toString);
      }
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldCleanUpWhenInterrupted() throws Exception {
    try (DemoProcess demo = DemoProcess.startInMachines(folder, "--console")) {
      demo.awaitError(line -> line.startsWith("guest ") && line.contains("): "));
      assertEquals(2, demo.machines().size());
      demo.signal("INT");

      assertEquals(130, demo.exitCode());
      assertEquals("", demo.output());
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldNameTheMachineWhenOneIsKilled() throws Exception {
    try (DemoProcess demo = DemoProcess.startInMachines(folder)) {
      demo.awaitWork();
      DemoProcess.signal("KILL", demo.machines().getFirst());

      String reason = demo.awaitError(line -> line.startsWith("virtfun:"));
      assertTrue(reason.matches("virtfun: guest [12] .*"), reason);
      assertEquals(1, demo.exitCode());
      assertNothingLeft(demo);
    }
  }

  @Test
  void shouldRefuseWhenTheMachinesAreTooFew() throws Exception {
    try (DemoProcess demo = DemoProcess.startInMachines(folder, "--vms=1")) {
      assertEquals(
          List.of("virtfun vm demo: --vms: 1 (expected: 2..16) (see virtfun vm demo --help)"),
          demo.errors());
      assertEquals(2, demo.exitCode());
    }
  }

  private static void assertNothingLeft(DemoProcess demo) throws IOException {
    assertEquals(List.of(), demo.machines());
    assertEquals(List.of(), demo.children("demo-child"));
    assertEquals(List.of(), demo.files());
  }
}
