package io.virtfun.verticles.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private static Rate rate(long perSecond) {
    Rate rate = new Rate();
    rate.set(perSecond, START);
    return rate;
  }

  private static long takeAll(Rate rate, long units, long now) {
    long taken = 0;
    while (rate.take(units, now)) {
      taken += units;
    }
    return taken;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "9, 1", "10, 1", "25, 2", "1000, 100", "1000000000, 100000000"})
  void shouldGrantWhat100MillisecondsEarnAtLeastOneWhenRested(long perSecond, long burst) {
    Rate rate = rate(perSecond);

    assertEquals(0, rate.waitNanos(START));
    assertTrue(rate.take(burst - 1, START));
    assertTrue(rate.take(1, START));
    assertFalse(rate.take(1, START));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 1000, 999_983})
  void shouldGrantExactlyTheBurstAndWhatTimeEarnsWhenAskedOften(long perSecond) {
    Rate rate = rate(perSecond);
    SplittableRandom random = new SplittableRandom(perSecond);
    long burst = Math.max(1, perSecond / 10);
    long taken = takeAll(rate, 1, START);
    long elapsed = 0;
    for (int step = 0; step < 2000; step++) {
      // Never longer than the burst: a rested rate saves nothing up.
      elapsed += random.nextLong(SECOND / 100) / 1000 * 1000;
      taken += takeAll(rate, 1, START + elapsed);
      assertEquals(burst + elapsed / 1000 * perSecond / 1_000_000, taken, "seed " + perSecond);
    }
  }

  @Test
  void shouldSaveNothingUpWhenIdle() {
    Rate rate = rate(100);
    takeAll(rate, 1, START);

    assertEquals(10, takeAll(rate, 1, START + 3600 * SECOND));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "7, 5", "999983, 100", "1099511627776, 4294967295"})
  void shouldGrantAtTheNamedTimeAndNotAMicrosecondBefore(long perSecond, long units) {
    Rate rate = rate(perSecond);
    long now = START;
    for (int i = 0; i < 100; i++) {
      takeAll(rate, units, now);
      long wait = rate.waitNanos(now);
      assertTrue(wait > 0);
      assertFalse(rate.take(units, now + wait - 1000));
      now += wait;
      assertEquals(0, rate.waitNanos(now));
      assertTrue(rate.take(units, now));
    }
  }

  @Test
  void shouldLetALargeCallGoIntoDebtWhenAnythingIsLeft() {
    Rate rate = rate(1000);
    assertTrue(rate.take(99, START));
    assertTrue(rate.take(5000, START));

    assertEquals(5 * SECOND, rate.waitNanos(START));
    assertFalse(rate.take(1, START + 5 * SECOND - 1000));
    assertTrue(rate.take(1, START + 5 * SECOND));
  }

  @Test
  void shouldKeepWhatWasTakenWhenTheRateChanges() {
    Rate rate = rate(1000);
    assertTrue(rate.take(1100, START));
    rate.set(10, START + SECOND / 2);

    // 600 ahead, of which 1 may be taken ahead: at 10 per second.
    assertEquals(60 * SECOND, rate.waitNanos(START + SECOND / 2));
    rate.set(0, START + SECOND);
    assertEquals(0, rate.waitNanos(START + SECOND));
    assertEquals(Long.MAX_VALUE / 4, takeOnce(rate, Long.MAX_VALUE / 4));
    rate.set(20, START + SECOND);
    assertEquals(2, takeAll(rate, 1, START + SECOND));
  }

  private static long takeOnce(Rate rate, long units) {
    return rate.take(units, START) ? units : 0;
  }

  @Test
  void shouldChargeAlsoWhatHasNotBeenEarned() {
    Rate rate = rate(10 * 10_000_000L);
    rate.charge(SECOND, START);

    // 10 % of a second a second: 1 s of debt, 10 ms of which are the burst.
    assertEquals(9_900_001_000L, Math.ceilDiv(rate.waitNanos(START), 1000) * 1000);
    assertFalse(rate.take(0, START + 9_900_000_000L));
    assertTrue(rate.take(0, START + 9_900_001_000L));
  }
}
