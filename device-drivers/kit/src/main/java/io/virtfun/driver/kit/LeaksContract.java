package io.virtfun.driver.kit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a driver leaves of descriptors, threads and mapped files: nothing. */
abstract class LeaksContract {
  /** Runtimes load libraries, start threads and open files once, or a few times. */
  private static final int WARM_UPS = 3;

  private static final int ROUNDS = 8;

  abstract DriverContract driver();

  @Test
  void shouldLeaveNothingOpenWhenProbed() {
    requireNoGrowth(() -> driver().provider().probe(driver().config()));
  }

  @Test
  void shouldLeaveNothingOpenWhenClosed() {
    requireNoGrowth(
        () -> {
          try (TestDevice device = driver().open()) {
            callEach(device);
          }
        });
  }

  @Test
  void shouldLeaveNothingOpenWhenCallsHaveEnded() {
    try (TestDevice device = driver().open()) {
      requireNoGrowth(() -> callEach(device));
    }
  }

  private void callEach(TestDevice device) {
    try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
      for (Sample sample : driver().samplesOf(device.device())) {
        try (RunningCall call = RunningCall.start(device, sample, worker)) {
          call.awaitAnyEnd();
        }
      }
    }
  }

  private static void requireNoGrowth(Runnable round) {
    for (int i = 0; i < WARM_UPS; i++) {
      round.run();
    }
    Footprint before = Footprint.now();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    before.requireGrowthBelow(ROUNDS);
  }
}
