package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CostEstimatesTest {
  private final CostEstimates estimates = new CostEstimates();

  @Test
  void shouldKnowNothingWhenNothingWasLearned() {
    assertEquals(0, estimates.nanos(0));
    assertEquals(0, estimates.nanos(Long.MAX_VALUE));
  }

  @Test
  void shouldTellWhatWasLearnedWhenTheSizeIsOfThatClass() {
    estimates.learn(1024, 5_000);
    estimates.learn(4096, 9_000);
    assertEquals(5_000, estimates.nanos(1024));
    assertEquals(5_000, estimates.nanos(2047));
    assertEquals(9_000, estimates.nanos(4096));
  }

  @Test
  void shouldLieOnTheLineWhenNeighboursAreKnown() {
    estimates.learn(1 << 10, 1_000);
    estimates.learn(1 << 12, 4_000);
    assertEquals(2_000, estimates.nanos(1 << 11));
  }

  @Test
  void shouldTakeTheNearestWhenBeyondWhatIsKnown() {
    estimates.learn(1 << 10, 1_000);
    estimates.learn(1 << 12, 4_000);
    assertEquals(1_000, estimates.nanos(0));
    assertEquals(1_000, estimates.nanos(512));
    assertEquals(4_000, estimates.nanos(1 << 13));
    assertEquals(4_000, estimates.nanos(Long.MAX_VALUE));
  }

  @Test
  void shouldFollowWhenCostsChange() {
    estimates.learn(100, 1_000_000);
    for (int i = 0; i < 200; i++) {
      estimates.learn(100, 1_000);
    }
    assertEquals(1_000, estimates.nanos(100));
    for (int i = 0; i < 200; i++) {
      estimates.learn(100, 1_003);
    }
    assertEquals(1_003, estimates.nanos(100), "small differences are not lost");
  }

  @Test
  void shouldMoveByAnEighthWhenOneCallIsOdd() {
    estimates.learn(100, 8_000);
    estimates.learn(100, 16_000);
    assertEquals(9_000, estimates.nanos(100));
  }

  @Test
  void shouldForgetWhenCleared() {
    estimates.learn(100, 8_000);
    estimates.clear();
    assertEquals(0, estimates.nanos(100));
    estimates.learn(100, 16_000);
    assertEquals(16_000, estimates.nanos(100));
  }

  @Test
  void shouldStayWithinWhatWasMeasuredWhenSizesAreAny() {
    SplittableRandom random = new SplittableRandom(3);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 50_000; i++) {
      if (random.nextInt(100) == 0) {
        estimates.clear();
        least = Long.MAX_VALUE;
        most = 0;
      }
      long measured = random.nextLong() >> random.nextInt(64);
      long counted = Math.clamp(measured, 1, FairQueue.MOST_NANOS);
      estimates.learn(random.nextLong() >>> random.nextInt(1, 64), measured);
      least = Math.min(least, counted);
      most = Math.max(most, counted);
      long estimate = estimates.nanos(random.nextLong() >>> random.nextInt(1, 64));
      assertTrue(least <= estimate && estimate <= most, "step " + i + ": " + estimate);
    }
  }
}
