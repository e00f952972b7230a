package io.virtfun.verticles.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.verticles.health.DeviceHealth.Cause;
import io.virtfun.verticles.health.DeviceHealth.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceHealthTest {
  private static final HealthSettings SETTINGS =
      new HealthSettings(
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          10,
          Duration.ofSeconds(7));
  private static final Object ONE = "one";
  private static final Object OTHER = "other";
  private static final long SECOND = 1_000_000_000L;

  /** Beyond where the clock overflows while the test runs. */
  private final long start = Duration.ofNanos(Long.MAX_VALUE).minusMillis(500).toNanos();

  private final DeviceHealth health = new DeviceHealth(SETTINGS);

  @Test
  void shouldQuarantineAfterFailuresInARowOfSeveralTenants() {
    assertFalse(health.failed(ONE, start));
    assertFalse(health.failed(OTHER, start));
    health.succeeded();
    assertFalse(health.isDoubted());
    assertFalse(health.failed(ONE, start));
    assertFalse(health.failed(OTHER, start));
    assertTrue(health.isDoubted());
    assertTrue(health.isServing());

    assertTrue(health.failed(ONE, start));

    assertFalse(health.isServing());
    assertEquals(Cause.FAILURES, health.cause());
    assertEquals(1, health.quarantines());
  }

  @Test
  void shouldHaveTheDeviceCheckedWhenCallsOfOneTenantFail() {
    failThrice(ONE);

    assertTrue(health.isServing());
    assertTrue(health.beginCheck(start));
    assertFalse(health.beginCheck(start), "one at a time");
    assertFalse(health.checked(true, start));
    assertTrue(health.isServing());
    assertTrue(health.isDoubted(), "a call that goes well ends the pause");

    failThrice(ONE);
    assertTrue(health.beginCheck(start + SECOND));
    assertTrue(health.checked(false, start + SECOND));
    assertEquals(Cause.CHECK, health.cause());
  }

  @Test
  void shouldNotCheckBeforeCallsFailedInARow() {
    assertFalse(health.failed(ONE, start));
    assertFalse(health.failed(ONE, start));
    assertFalse(health.beginCheck(start));
  }

  @Test
  void shouldQuarantineWhenAnotherTenantFailsAsWell() {
    failThrice(ONE);
    assertTrue(health.failed(OTHER, start));
    assertFalse(health.beginCheck(start), "in quarantine it is probed");
  }

  private void failThrice(Object tenant) {
    for (int i = 0; i < SETTINGS.mostFailures(); i++) {
      assertFalse(health.failed(tenant, start));
    }
  }

  @Test
  void shouldQuarantineAtOnceWhenACallHangs() {
    assertTrue(health.hung(start));
    assertEquals(Cause.HANG, health.cause());
  }

  @Test
  void shouldIgnoreWhatEndsInQuarantine() {
    health.hung(start);

    assertFalse(health.hung(start));
    assertFalse(health.failed(OTHER, start));
    assertFalse(health.failed(OTHER, start));
    assertFalse(health.failed(OTHER, start));
    health.succeeded();

    assertEquals(State.QUARANTINED, health.state());
    assertEquals(1, health.quarantines());
  }

  @Test
  void shouldDoubleThePausesBetweenProbesUpToTheLongest() {
    health.hung(start);
    long now = start;
    for (long pause : new long[] {1, 2, 4, 5, 5}) {
      long due = now + pause * SECOND;
      assertEquals(due, health.nextProbeNanos());
      assertFalse(health.beginProbe(due - 1));
      assertTrue(health.beginProbe(due));
      assertFalse(health.beginProbe(due), "one at a time");
      assertFalse(health.probed(false, due));
      now = due;
    }
  }

  @Test
  void shouldServeAgainAfterAGoodProbe() {
    health.hung(start);
    assertTrue(health.beginProbe(start + SECOND));
    assertFalse(health.probed(false, start + SECOND));
    assertTrue(health.beginProbe(start + 3 * SECOND));

    assertTrue(health.probed(true, start + 3 * SECOND));

    assertTrue(health.isServing());
    assertEquals(Cause.NONE, health.cause());
  }

  @Test
  void shouldPauseLongerWhenItIsQuarantinedAgainSoon() {
    health.hung(start);
    long now = start + SECOND;
    for (long pause : new long[] {2, 4, 5, 5}) {
      assertTrue(health.beginProbe(now));
      assertTrue(health.probed(true, now));
      now += SECOND;
      assertTrue(health.hung(now));
      assertEquals(now + pause * SECOND, health.nextProbeNanos());
      now += pause * SECOND;
    }
    assertTrue(health.beginProbe(now));
    assertTrue(health.probed(true, now));
    now += 50 * SECOND;
    assertTrue(health.hung(now));
    assertEquals(now + SECOND, health.nextProbeNanos());
  }

  @Test
  void shouldPauseLongerBetweenChecksWhileOneTenantsCallsFail() {
    long now = start;
    for (long pause : new long[] {1, 2, 4, 5, 5}) {
      failThrice(ONE);
      assertTrue(health.beginCheck(now));
      assertFalse(health.checked(true, now));
      failThrice(ONE);
      assertFalse(health.beginCheck(now + pause * SECOND - 1));
      now += pause * SECOND;
    }
    health.succeeded();
    failThrice(ONE);
    assertTrue(health.beginCheck(now), "a call went well");
  }

  @Test
  void shouldNotCountWhatFailsWhileItIsChecked() {
    failThrice(ONE);
    assertTrue(health.beginCheck(start));
    for (int i = 0; i < 10; i++) {
      assertFalse(health.failed(i % 2 == 0 ? ONE : OTHER, start));
    }
    assertTrue(health.isServing());
  }

  @Test
  void shouldIgnoreACheckThatEndsAfterTheQuarantineThatItWasOvertakenBy() {
    failThrice(ONE);
    assertTrue(health.beginCheck(start));
    assertTrue(health.hung(start));
    assertFalse(health.awaitsProbe(), "while it is checked");
    assertFalse(health.beginProbe(start + 10 * SECOND), "while it is checked");

    assertFalse(health.checked(false, start + 10 * SECOND));
    assertTrue(health.awaitsProbe());
    assertTrue(health.beginProbe(start + 10 * SECOND));
    assertTrue(health.probed(true, start + 10 * SECOND));
    assertTrue(health.isServing());
  }

  @Test
  void shouldKeepALiarInQuarantine() {
    assertTrue(health.lied(start));

    assertFalse(health.awaitsProbe());
    assertFalse(health.beginProbe(start + 100 * SECOND));
  }

  @Test
  void shouldKeepADeviceWhoseLieIsFoundWhileItIsProbed() {
    health.hung(start);
    assertTrue(health.beginProbe(start + SECOND));

    assertFalse(health.lied(start + SECOND));

    assertFalse(health.probed(true, start + SECOND));
    assertEquals(Cause.WRONG_RESULT, health.cause());
    assertFalse(health.awaitsProbe());
  }

  @Test
  void shouldRefuseTheEndOfAProbeThatHasNotBegun() {
    assertThrows(IllegalStateException.class, () -> health.probed(true, start));
  }

  @Test
  void shouldLimitACallByItsLikeAndByTheLeast() {
    long least = Duration.ofMillis(100).toNanos();
    assertEquals(Duration.ofSeconds(7).toNanos(), SETTINGS.limitNanos(0));
    assertEquals(least, SETTINGS.limitNanos(1));
    assertEquals(least, SETTINGS.limitNanos(least / 10));
    assertEquals(10 * least, SETTINGS.limitNanos(least));
    assertEquals(Long.MAX_VALUE, SETTINGS.limitNanos(Long.MAX_VALUE / 2));
  }
}
