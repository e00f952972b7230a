package io.virtfun.verticles.lane;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;

/**
 * A lane against what a fuzzer that sees the code covered comes up with. Without a fuzzer the
 * inputs kept so far are replayed.
 */
class LaneFuzzTest {
  private static final GuardedRegion REGION = new GuardedRegion();

  @AfterAll
  static void close() {
    REGION.close();
  }

  @Timeout(value = 1, unit = TimeUnit.DAYS)
  @FuzzTest(maxDuration = "1m")
  void shouldKeepItsPromisesWhateverTheBytesSay(byte[] input) {
    REGION.renew();
    LaneOracle oracle = new LaneOracle(REGION);
    WatchedLane lane = new WatchedLane(REGION, oracle, new SplittableRandom(1));
    HostileBytes bytes = new HostileBytes(REGION, oracle, input);
    while (bytes.hasNext()) {
      bytes.step(lane);
    }
    lane.settle();
  }
}
