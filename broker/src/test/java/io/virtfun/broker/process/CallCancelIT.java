package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code call} ends a call that takes too long, by time or by Ctrl-C. */
class CallCancelIT {
  /** Matrices whose product takes seconds at least. */
  private static final int DIMENSION = 2560;

  private static final int INTERRUPTED = 130;

  @TempDir private Path folder;

  private Process call(String address, String... options) throws IOException {
    File input = folder.resolve("input").toFile();
    try (RandomAccessFile zeros = new RandomAccessFile(input, "rw")) {
      zeros.setLength(2L * DIMENSION * DIMENSION * Float.BYTES);
    }
    List<String> command = new ArrayList<>(List.of("call", "--attach", address, "sgemm"));
    for (String dimension : List.of("m", "n", "k")) {
      command.addAll(List.of("--param", dimension + "=" + DIMENSION));
    }
    command.addAll(Arrays.asList(options));
    ProcessBuilder builder = Jvm.builder(Main.class, command.toArray(String[]::new));
    // Whoever runs the tests in the background has them ignore the signal.
    builder.command().addAll(0, List.of("/usr/bin/env", "--default-signal=INT"));
    return builder
        .redirectInput(input)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /** Whether the broker has begun to run a call on a thread of its device. */
  private static boolean hasWorker(Process broker) throws IOException {
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + broker.pid() + "/task"))) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).startsWith("virtfun-device-")) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void shouldFailWhenTheTimeHasPassed() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Process call = call(broker.address("alpha"), "--timeout-ms", "20", "--priority", "2");

      assertEquals(1, call.waitFor(), err());
      assertTrue(err().contains("sgemm: its time to live has passed"), err());
    }
  }

  @Test
  void shouldCancelTheCallWhenInterrupted() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Process call = call(broker.address("alpha"));
      broker.await(() -> hasWorker(broker.process()));
      new ProcessBuilder("kill", "-INT", Long.toString(call.pid())).start().waitFor();

      assertEquals(INTERRUPTED, call.waitFor(), err());
      assertTrue(err().contains("sgemm: cancelled"), err());
      broker.await(() -> broker.regions() == 0);
      assertEquals(0, broker.stop(), "no call is left");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--priority, 4, --priority: 4 (expected: 0..3)",
    "--timeout-ms, -1, --timeout-ms: -1 (expected: 0..4294967)"
  })
  void shouldExitWithTwoWhenAnOptionIsOutOfRange(String option, String value, String line)
      throws Exception {
    Process call = call("unix:/x", option, value);
    assertEquals(2, call.waitFor());
    assertTrue(err().contains(line), err());
  }
}
