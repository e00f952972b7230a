package io.virtfun.driver.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  @Test
  void shouldBeTheSameObjectWhenItCarriesNoNumber() {
    assertSame(Outcome.ok(0), Outcome.ok(0));
    assertSame(Outcome.badData(), Outcome.badData());
    assertSame(Outcome.deviceFailed(), Outcome.deviceFailed());
    assertSame(Outcome.stopped(), Outcome.stopped());
    assertSame(Outcome.stopped(), Outcome.stopped().withDeviceCycles(0));
  }

  @Test
  void shouldKeepKindAndValueWhenItGetsCycles() {
    assertEquals(new Outcome(Outcome.Kind.OK, 32, 900), Outcome.ok(32).withDeviceCycles(900));
    assertEquals(0, Outcome.ok(32).deviceCycles());
  }

  @Test
  void shouldRefuseNegativeNumbers() {
    assertEquals(
        "OK: value -1 (expected: at least 0)",
        assertThrows(IllegalArgumentException.class, () -> Outcome.ok(-1)).getMessage());
    assertEquals(
        "OK: deviceCycles -1 (expected: at least 0)",
        assertThrows(IllegalArgumentException.class, () -> Outcome.ok(1).withDeviceCycles(-1))
            .getMessage());
  }
}
