package io.virtfun.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.benchmarks.side.PeerProcesses;
import io.virtfun.benchmarks.side.Sample;
import io.virtfun.benchmarks.side.Task;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LineupIT {
  private static final List<String> PEERS = List.of("virtfun", "native");
  private static final Task SHA256 = Task.of("sha256", 100_000);

  private Run run;

  @BeforeEach
  void open() {
    run = new Run(true, true);
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void shouldMeasureBothWaysOfCallingWhenPeersRun() {
    Lineup lineup = Lineup.start(run, PEERS);
    lineup.check(SHA256, PEERS);
    lineup.check(new Task("sgemm", 2 * 64, Map.of("m", 4, "n", 4, "k", 4)), PEERS);
    PeerProcesses virtfun = lineup.peer("virtfun");

    Sample row = virtfun.sequential(SHA256, 20, Duration.ofNanos(50_000));
    Sample stream = virtfun.pipelined(Task.of("noop", 64), 256, Duration.ofMillis(50));

    assertEquals(20, row.latencies().getTotalCount());
    assertTrue(row.nanos() >= 19 * 50_000, row.nanos() + " ns");
    assertTrue(row.server().cpuNanos() > 0 && row.client().cpuNanos() > 0, row::toString);
    assertTrue(stream.calls() >= 256, stream::toString);
  }

  @Test
  void shouldWarmUpAndTellCallsOfARoundWhenPeersRun() {
    Lineup lineup = Lineup.start(run, List.of("native"));

    Map<String, Integer> calls =
        lineup.warmUp(SHA256, lineup.names(), Duration.ofMillis(50), Duration.ofMillis(50));

    assertEquals(List.of("native"), List.copyOf(calls.keySet()));
    assertTrue(calls.values().iterator().next() >= 2);
  }

  @Test
  void shouldLeaveOutWhoCannotRunWhenOthersCan() {
    Lineup lineup = Lineup.start(run, List.of("native", "nobody"));

    assertEquals(List.of("native"), lineup.names());
  }

  @Test
  void shouldSayWhoFailedWhenACallIsRefused() {
    Lineup lineup = Lineup.start(run, List.of("native"));

    String message =
        assertThrows(
                BenchException.class, () -> lineup.check(Task.of("nothing", 1), List.of("native")))
            .getMessage();
    assertTrue(message.startsWith("native: ") && message.contains("nothing"), message);
  }

  @Test
  void shouldLeaveNothingBehindWhenTheRunEnds() {
    long before = ProcessHandle.current().children().count();
    Lineup.start(run, PEERS);
    assertTrue(ProcessHandle.current().children().count() > before);

    run.close();

    assertEquals(before, ProcessHandle.current().children().count());
    assertFalse(Files.exists(run.folder()));
  }
}
