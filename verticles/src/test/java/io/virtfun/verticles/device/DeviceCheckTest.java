package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A check of a device takes one of its slots, and is not kept from it by calls. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class DeviceCheckTest {
  private static final int MOST_FAILURES = 3;
  private static final int WARM_CALLS = 200;
  private static final Duration EVER = Duration.ofDays(1);
  private static final Duration AT_ONCE = Duration.ofNanos(1);
  private static final Probe WELL = new Probe.Available("well");
  private static final Probe SICK = new Probe.Unavailable("on fire");

  private final Standing standing = new Standing();
  private final BlockingQueue<Integer> checkedAfter = new LinkedBlockingQueue<>();
  private final BlockingQueue<Probe> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
  private final Semaphore permits = new Semaphore(0);
  private final AtomicInteger ran = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean blocking;

  private DeviceHarness harness(Vertx vertx, int slots, Duration pause, Duration limit) {
    ScriptedDevice device =
        new ScriptedDevice(slots)
            .checked(this::check)
            .worker("short", _ -> run())
            .inline("bad", _ -> Outcome.deviceFailed())
            .inline("good", _ -> Outcome.ok(1));
    return harness(vertx, device, pause, limit);
  }

  private DeviceHarness harness(
      Vertx vertx, ScriptedDevice device, Duration pause, Duration limit) {
    HealthSettings health = new HealthSettings(MOST_FAILURES, pause, pause, limit, 1, limit);
    return new DeviceHarness(
        vertx,
        device,
        new DeviceTerms(new FairQueue.Settings(1), health, Verification.NONE, standing));
  }

  private Probe check() throws InterruptedException {
    checkedAfter.add(ran.get());
    return answers.take();
  }

  private Outcome run() {
    ran.incrementAndGet();
    if (blocking) {
      begun.add(Thread.currentThread());
      permits.acquireUninterruptibly();
    }
    return failing ? Outcome.deviceFailed() : Outcome.ok(1);
  }

  /** So often that the device is known to end such calls soon, and has one made ready behind. */
  private void warm(DeviceHarness bus) throws InterruptedException {
    for (int i = 0; i < WARM_CALLS; i++) {
      bus.run(bus.call("short"));
    }
    ran.set(0);
  }

  private static void fail(DeviceHarness bus) throws InterruptedException {
    for (int i = 0; i < MOST_FAILURES; i++) {
      bus.run(bus.call("bad"));
    }
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** A check that nobody answers keeps the device open. */
  @AfterEach
  void answerChecks() {
    for (int i = 0; i < 100; i++) {
      answers.add(SICK);
    }
  }

  @Test
  void shouldGetASlotBeforeShortCallsThatWait(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, 1, EVER, EVER);
    warm(bus);
    failing = true;
    List<Call> calls = bus.calls("short", 40);
    bus.send(calls);

    assertTrue(checkedAfter.take() <= MOST_FAILURES + 1, "those, and one made ready behind them");
    answers.add(WELL);
    bus.next(calls.size());
    assertTrue(standing.isServing());
  }

  @Test
  void shouldLeaveNoSlotToAShortCallThatIsMadeReady(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, 2, EVER, EVER);
    warm(bus);
    fail(bus);
    checkedAfter.take();
    blocking = true;
    bus.send(bus.calls("short", 2));
    begun.take();
    for (int i = 0; i < 100; i++) {
      bus.run(bus.call("good"));
    }
    assertNull(begun.poll(), "the check has the other slot");

    answers.add(WELL);
    begun.take();
    permits.release(2);
    bus.next(2);
  }

  @Test
  void shouldEndThePauseBetweenChecksWhenACallGoesWell(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, 1, EVER, EVER);
    fail(bus);
    answers.add(WELL);
    // It gets the slot once the check is over.
    bus.run(bus.call("short"));

    fail(bus);
    answers.add(SICK);
    until(() -> !standing.isServing());
  }

  @Test
  void shouldCountFailuresWhileACheckWaitsForASlot(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, 1, EVER, EVER);
    blocking = true;
    bus.send(bus.call("short"));
    begun.take();
    fail(bus);
    assertTrue(standing.isServing());

    bus.run(bus.callOfAnother("bad"));

    until(() -> !standing.isServing());
    permits.release();
    bus.next(1);
    assertNull(checkedAfter.poll(), "it is checked when the pause is over");
  }

  @Test
  void shouldNotBeCheckedWhenACallWentWellBeforeASlotWasFree(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = harness(vertx, 1, EVER, EVER);
    blocking = true;
    bus.send(bus.call("short"));
    begun.take();
    fail(bus);
    until(standing::isDoubted);
    bus.run(bus.call("good"));
    until(() -> !standing.isDoubted());

    permits.release(2);
    bus.next(1);
    bus.run(bus.call("short"));
    assertNull(checkedAfter.poll());
  }

  @Test
  void shouldServeAgainWhenACheckWasOvertakenByAHang(Vertx vertx) throws InterruptedException {
    ScriptedDevice device =
        new ScriptedDevice(2)
            .checked(this::check)
            .inline("bad", _ -> Outcome.deviceFailed())
            .async("deaf", (_, completion) -> completions.add(completion));
    DeviceHarness bus = harness(vertx, device, Duration.ofMillis(1), AT_ONCE);
    fail(bus);
    checkedAfter.take();
    Call deaf = bus.call("deaf");
    bus.send(deaf);
    until(() -> !standing.isServing());
    completions.take().complete(Outcome.ok(1));
    bus.next(1);

    answers.add(SICK);
    answers.add(WELL);
    until(standing::isServing);
    assertTrue(answers.isEmpty());
  }

  @Test
  void shouldNotServeAgainWhenItIsClosed(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, 1, Duration.ofMillis(1), EVER);
    bus.run(bus.callOfAnother("bad"));
    fail(bus);
    checkedAfter.take();
    Future<Void> closed = bus.undeploy();
    until(() -> "it is closed".equals(standing.quarantine()));

    answers.add(WELL);

    DeviceHarness.await(closed);
    assertFalse(standing.isServing());
    assertEquals("it is closed", standing.quarantine());
  }
}
