package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.cli.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line's contract: exit codes, and errors in one line. */
class BrokerCommandIT {
  @TempDir private Path folder;

  private record Outcome(int code, Buffer out, String err) {
    List<String> errorLines() {
      // A broker that gets as far as its devices has logged them.
      return err.lines().filter(line -> !line.contains(" INFO ")).toList();
    }
  }

  private static Outcome run(byte[] in, String... arguments) throws Exception {
    Path err = Files.createTempFile("virtfun", ".err");
    Path input = Files.write(Files.createTempFile("virtfun", ".in"), in);
    try {
      Process process =
          Jvm.builder(Main.class, arguments)
              .redirectError(err.toFile())
              .redirectInput(input.toFile())
              .start();
      Buffer out = Buffer.buffer(process.getInputStream().readAllBytes());
      return new Outcome(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
      Files.delete(input);
    }
  }

  private void assertFails(int code, String line, String... arguments) throws Exception {
    Outcome outcome = run(new byte[0], arguments);
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(outcome.err().contains(line), outcome.err());
    assertEquals(0, outcome.out().length());
  }

  @Test
  void shouldExitWithTwoWhenUsageOrConfigurationIsWrong() throws Exception {
    Path conf = Files.writeString(folder.resolve("bad.yaml"), Conf.with("lanes: 0"));

    assertFails(2, "tenants[0].lanes: 0 (expected: 1..64)", "broker", "--conf", conf.toString());
    assertFails(2, "nosuch.yaml", "broker", "--conf", "nosuch.yaml");
    assertFails(2, "Unknown option: '--foo'", "broker", "--foo");
    assertFails(2, "--attach", "functions");
    assertFails(2, "FUNCTION", "call", "--attach", "unix:/x");
    assertFails(2, "nonsense", "nonsense");
  }

  @Test
  void shouldExitWithOneWhenTheBrokerCannotStart() throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("driver.yaml"), Conf.with().replace("software", "hardware"));
    String runDirectory = folder.toString();

    assertFails(
        1,
        "devices[0].driver: hardware (expected: one of [fpga, native, opencl, simulated, software])",
        "broker",
        "--conf",
        conf.toString(),
        "--run-dir",
        runDirectory);
    try (BrokerProcess running = BrokerProcess.start(folder, Conf.with())) {
      assertFails(1, "another broker listens there", "broker", "--run-dir", runDirectory);
      assertTrue(running.process().isAlive());
    }
    try (BrokerProcess restarted = BrokerProcess.start(folder, Conf.with())) {
      assertEquals(0, restarted.stop());
    }
  }

  @Test
  void shouldAnswerInOneLineWhenACallIsWrong() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      String at = broker.address("alpha");

      assertFails(1, "unknown function 'sha257'", "call", "--attach", at, "sha257");
      assertFails(
          1,
          "deflate.level: 10 (expected: whole number in 0..9)",
          "call",
          "--attach",
          at,
          "deflate",
          "--param",
          "level=10");
      assertFails(
          1, "sgemm.m: nothing (expected:", "call", "--attach", at, "sgemm", "--param", "n=1");
      assertFails(
          1, "sha256.x: unknown parameter", "call", "--attach", at, "sha256", "--param", "x=1");
    }
    assertFails(1, "no broker", "functions", "--attach", "unix:" + folder + "/none.sock");
  }

  @Test
  void shouldCallAndListWhenTheBrokerRuns() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

      Outcome digest = run(abc, "call", "--attach", broker.address("beta"), "sha256");
      Outcome list = run(abc, "functions", "--attach", broker.address("beta"), "--json");

      // FIPS 180-4, example "abc".
      assertEquals(
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          HexFormat.of().formatHex(digest.out().getBytes()));
      var json = new ObjectMapper().readTree(list.out().getBytes());
      assertEquals("noop", json.path("functions").path(0).path("name").asText());
      assertEquals(11, json.path("functions").size());
    }
  }
}
