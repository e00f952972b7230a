package io.virtfun.benchmarks.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.benchmarks.CProgram;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.TestRun;
import io.virtfun.benchmarks.guests.Load;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GuestsIT {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int QUEUE_CAPACITY = 256;

  private final Run run = TestRun.quick();

  @BeforeAll
  static void requireCompiler() {
    Optional<String> lack = CProgram.lack();
    lack.ifPresent(what -> System.err.println("tests of many guests in C are skipped: " + what));
    assumeTrue(lack.isEmpty(), lack::toString);
  }

  @AfterEach
  void endRun() {
    run.close();
  }

  @Test
  void shouldMakeCallsAgainAfterAMeasurement() throws InterruptedException {
    Guests guests = Scaling.attach(run, 2);

    for (Load load : new Load[] {new Load(1, 0), new Load(QUEUE_CAPACITY, 50_000)}) {
      Sample sample = guests.measure(2, load, SHORT, SHORT);

      assertEquals(load, sample.load());
      assertTrue(sample.callsPerSecond() > 0);
      assertTrue(sample.brokerMicros() > 0);
      assertTrue(sample.guestMicros() > 0);
    }
    assertTrue(guests.idleShare(SHORT) >= 0);
  }

  @Test
  void shouldLeaveNothingWhenTheRunEnds() {
    Scaling.attach(run, 2);

    run.close();

    assertFalse(Files.exists(run.folder()));
    assertEquals(0, ProcessHandle.current().children().filter(GuestsIT::isGuest).count());
  }

  private static boolean isGuest(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/guest");
  }
}
