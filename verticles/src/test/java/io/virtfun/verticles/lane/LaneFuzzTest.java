package io.virtfun.verticles.lane;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

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
