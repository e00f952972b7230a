package io.virtfun.verticles.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TenantLimitsTest {
  private static TenantLimits limits(long[] figures) {
    return new TenantLimits(
        (int) figures[0],
        (int) figures[1],
        Set.of(),
        Set.of(),
        (int) figures[2],
        (int) figures[3],
        figures[4],
        (int) figures[5],
        OnLimit.DEFER);
  }

  @ParameterizedTest
  @CsvSource({
    "0, weight, 1, 1000",
    "1, priorityCeiling, 0, 3",
    "2, maxInFlight, 0, 1000000",
    "3, callsPerSecond, 0, 1000000000",
    "4, bytesPerSecond, 0, 1099511627776",
    "5, deviceTimePercent, 0, 100000"
  })
  void shouldRejectWhatIsOutOfRange(int index, String name, long min, long max) {
    for (long value : new long[] {min, max}) {
      limits(with(index, value));
    }
    for (long value : new long[] {min - 1, max + 1}) {
      assertEquals(
          "%s: %d (expected: %d..%d)".formatted(name, value, min, max),
          assertThrows(IllegalArgumentException.class, () -> limits(with(index, value)))
              .getMessage());
    }
  }

  private static long[] with(int index, long value) {
    long[] figures = {1, 0, 0, 0, 0, 0};
    figures[index] = value;
    return figures;
  }

  @Test
  void shouldHoldUpCallsWhenAnyLimitIsSet() {
    assertFalse(TenantLimits.none().holdsUpCalls());
    for (int index = 2; index < 6; index++) {
      assertTrue(limits(with(index, 1)).holdsUpCalls());
    }
  }

  @Test
  void shouldClampPriorities() {
    TenantLimits limits = limits(with(1, 2));

    assertEquals(1, limits.priority(1));
    assertEquals(2, limits.priority(3));
  }
}
