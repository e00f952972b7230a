package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is too much. */
final class AbuseTest {
  private final Abuse abuse = new Abuse();

  private void feed(int times) {
    for (int i = 0; i < times; i++) {
      abuse.note(Status.BAD_ENTRY);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_FUNCTION", "BAD_ENTRY", "BAD_SLICE", "MISALIGNED"})
  void shouldCountWhatNoGuestWritesThatKeepsTheRules(Status refusal) {
    abuse.note(refusal);
    assertEquals(1, abuse.malformed());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"UNKNOWN_FUNCTION", "BAD_ENTRY", "BAD_SLICE", "MISALIGNED"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldNotCountWhatAProgramGetsWrongInGoodFaith(Status refusal) {
    abuse.note(refusal);
    assertEquals(0, abuse.malformed());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 100, Long.MIN_VALUE})
  void shouldBeTooMuchWhenMoreCameAtOnceThanIsForgiven(long start) {
    abuse.forget(start);
    feed(Abuse.MOST);
    assertFalse(abuse.isTooMuch());
    abuse.forget(start + Abuse.FORGET_NANOS);
    feed(1);
    assertFalse(abuse.isTooMuch());
    feed(1);
    assertTrue(abuse.isTooMuch());
    assertEquals(Abuse.MOST + 2, abuse.malformed());
  }

  @Test
  void shouldForgiveForEverWhenNoMoreComeThanAreForgotten() {
    for (int i = 0; i < 10 * Abuse.MOST; i++) {
      abuse.forget(i * Abuse.FORGET_NANOS);
      feed(1);
      assertFalse(abuse.isTooMuch());
    }
  }

  @Test
  void shouldForgetPartsOfTheTimeOfOneToo() {
    for (int i = 0; i < 4 * Abuse.MOST; i++) {
      abuse.forget(i * Abuse.FORGET_NANOS / 2);
      feed(i % 2);
    }
    assertFalse(abuse.isTooMuch());
  }
}
