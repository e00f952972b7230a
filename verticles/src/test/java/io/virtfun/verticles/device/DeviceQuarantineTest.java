package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that is sick gets no calls, and those that it has come back failed. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class DeviceQuarantineTest {
  private static final int MOST_FAILURES = 3;
  private static final Duration EVER = Duration.ofDays(1);
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final Standing standing = new Standing();
  private final BlockingQueue<Probe> checks = new LinkedBlockingQueue<>();
  private final Semaphore goodCalls = new Semaphore(0);
  private final CountDownLatch gate = new CountDownLatch(1);

  private DeviceTerms terms(Duration limit) {
    return new DeviceTerms(
        new FairQueue.Settings(1),
        new HealthSettings(
            MOST_FAILURES, Duration.ofMillis(1), Duration.ofMillis(1), limit, 1, limit),
        Verification.NONE,
        standing);
  }

  private ScriptedDevice device() {
    return new ScriptedDevice(1)
        .checked(checks)
        .inline("bad-inline", _ -> Outcome.deviceFailed())
        .worker("bad-worker", _ -> Outcome.deviceFailed())
        .async("bad-async", (_, completion) -> completion.complete(Outcome.deviceFailed()))
        .worker("bad-gated", _ -> badGated())
        .inline("good-inline", _ -> Outcome.ok(1))
        .worker("good", _ -> good());
  }

  private Outcome good() {
    goodCalls.acquireUninterruptibly();
    return Outcome.ok(1);
  }

  private Outcome badGated() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Outcome.deviceFailed();
  }

  /** A check that nobody answers keeps the device open. */
  @AfterEach
  void answerChecks() {
    for (int i = 0; i < 100; i++) {
      checks.add(new Probe.Unavailable("the test is over"));
    }
  }

  private DeviceHarness harness(Vertx vertx) {
    return new DeviceHarness(vertx, device(), terms(EVER));
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static void fail(DeviceHarness bus, String function) throws InterruptedException {
    assertEquals(Outcome.deviceFailed(), bus.run(bus.callOfAnother(function)).outcome());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad-inline", "bad-worker", "bad-async"})
  void shouldGetNoCallsAfterFailuresOfSeveralTenantsUntilAProbeGoesWell(String bad, Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = harness(vertx);
    for (int i = 0; i < MOST_FAILURES; i++) {
      assertTrue(standing.isServing());
      fail(bus, bad);
    }
    until(() -> !standing.isServing());
    assertTrue(bus.run(bus.call("good")).isUnrun());
    assertTrue(bus.run(bus.call("good-inline")).isUnrun());

    checks.add(new Probe.Unavailable("still cold"));
    checks.add(new Probe.Available("warm"));
    until(standing::isServing);
    assertTrue(checks.isEmpty());
    goodCalls.release();
    assertEquals(Outcome.ok(1), bus.run(bus.call("good")).outcome());
  }

  @Test
  void shouldForgetFailuresWhenACallGoesWell(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx);
    for (int round = 0; round < 3; round++) {
      for (int i = 1; i < MOST_FAILURES; i++) {
        fail(bus, "bad-worker");
      }
      until(standing::isDoubted);
      assertEquals(Outcome.ok(1), bus.run(bus.call("good-inline")).outcome());
      until(() -> !standing.isDoubted());
    }
    assertTrue(standing.isServing());
  }

  @Test
  void shouldReturnTheCallsThatWaitWhenItIsQuarantined(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx);
    for (int i = 1; i < MOST_FAILURES; i++) {
      fail(bus, "bad-worker");
    }
    List<Call> waiting = bus.calls("good", 40);
    bus.send(bus.callOfAnother("bad-gated"));
    bus.send(waiting);
    gate.countDown();
    // One may have been made ready behind the call that fails.
    goodCalls.release();

    List<Call> back = bus.next(1 + waiting.size());

    assertTrue(back.containsAll(waiting));
    assertTrue(back.stream().filter(call -> !call.hasFailed()).count() <= 1);
    assertFalse(bus.hasReturned());
  }

  @Test
  void shouldBeCheckedWhenTheCallsOfOneTenantFail(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx);
    checks.add(new Probe.Available("well"));
    for (int i = 0; i < MOST_FAILURES; i++) {
      bus.run(bus.call("bad-worker"));
    }
    // It gets the slot once the check is over.
    goodCalls.release();
    assertEquals(Outcome.ok(1), bus.run(bus.call("good")).outcome());
    assertTrue(checks.isEmpty());
    assertTrue(standing.isServing());

    // Calls go on failing until the pause before the next check is over.
    checks.add(new Probe.Unavailable("on fire"));
    while (standing.isServing()) {
      bus.run(bus.call("bad-worker"));
    }
  }

  @Test
  void shouldStopACallThatRunsLongerThanItMay(Vertx vertx) throws InterruptedException {
    ScriptedDevice device =
        new ScriptedDevice(1).checked(checks).worker("f", DeviceQuarantineTest::untilTold);
    DeviceHarness bus = new DeviceHarness(vertx, device, terms(AT_ONCE));

    Call call = bus.run(bus.call("f"));

    assertEquals(Outcome.stopped(), call.outcome());
    assertTrue(call.hasFailed());
  }

  private static Outcome untilTold(Invocation invocation) {
    until(invocation.cancellation()::isRequested);
    return Outcome.stopped();
  }

  @Test
  void shouldBeQuarantinedAsLongAsACallDoesNotEnd(Vertx vertx) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    ScriptedDevice device =
        new ScriptedDevice(1)
            .checked(checks)
            .async(
                "deaf",
                (_, completion) -> Thread.startVirtualThread(() -> endWhen(end, completion)));
    DeviceHarness bus = new DeviceHarness(vertx, device, terms(AT_ONCE));
    Call deaf = bus.call("deaf");
    Call behind = bus.call("deaf");
    bus.send(deaf, behind);

    assertEquals(List.of(behind), bus.nextBatch());
    assertEquals(Outcome.deviceFailed(), behind.outcome());
    assertFalse(standing.isServing());
    checks.add(new Probe.Available("it says"));
    assertEquals(Outcome.deviceFailed(), bus.run(bus.call("deaf")).outcome());
    assertEquals(1, checks.size(), "not asked while a call hangs");

    end.countDown();
    assertEquals(List.of(deaf), bus.nextBatch());
    assertEquals(Outcome.ok(1), deaf.outcome());
    until(standing::isServing);
  }

  private static void endWhen(CountDownLatch end, Completion completion) {
    try {
      end.await();
      completion.complete(Outcome.ok(1));
    } catch (InterruptedException e) {
      completion.complete(Outcome.deviceFailed());
    }
  }
}
