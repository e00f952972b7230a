package io.virtfun.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BenchCommandTest {
  @Test
  void shouldDescribeEveryScenarioWhenAskedForHelp() {
    StringWriter out = new StringWriter();

    new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).execute("--help");

    for (Scenario scenario : BenchCommand.SCENARIOS) {
      assertTrue(out.toString().contains("\n  " + scenario.name() + " "), scenario.name());
    }
  }

  @Test
  void shouldNameScenariosWhenItIsUnknown() {
    StringWriter err = new StringWriter();

    int code =
        new CommandLine(new BenchCommand())
            .setErr(new PrintWriter(err))
            .execute("--scenario", "latencies");

    assertEquals(2, code);
    assertTrue(
        err.toString().startsWith("--scenario: latencies (expected: one of [latency, "),
        err::toString);
  }
}
