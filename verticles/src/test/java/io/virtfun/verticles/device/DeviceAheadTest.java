package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call that is made ready behind another one has not begun. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class DeviceAheadTest {
  private static final int WARM_CALLS = 32;
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Standing standing = new Standing();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicInteger ran = new AtomicInteger();
  private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
  private volatile boolean nextIsLong;

  private DeviceHarness harness(Vertx vertx, Duration limit, boolean obeys) {
    ScriptedDevice device =
        new ScriptedDevice(1)
            .checked(() -> new Probe.Available("well"))
            .inline("good", _ -> Outcome.ok(1))
            .worker("f", call -> run(call, obeys));
    HealthSettings health = new HealthSettings(3, PAUSE, PAUSE, limit, 1, limit);
    return new DeviceHarness(
        vertx,
        device,
        new DeviceTerms(new FairQueue.Settings(1), health, Verification.NONE, standing));
  }

  private Outcome run(Invocation call, boolean obeys) {
    ran.incrementAndGet();
    told.add(call.cancellation().isRequested());
    if (!nextIsLong) {
      return Outcome.ok(1);
    }
    nextIsLong = false;
    while (obeys && !call.cancellation().isRequested()) {
      Thread.onSpinWait();
    }
    stopping.countDown();
    while (end.getCount() > 0) {
      Thread.onSpinWait();
    }
    return obeys ? Outcome.stopped() : Outcome.ok(1);
  }

  /** So often that such a call has another one made ready behind it; the next one is long. */
  private void warm(DeviceHarness bus) throws InterruptedException {
    for (int i = 0; i < WARM_CALLS; i++) {
      bus.run(bus.call("f"));
    }
    ran.set(0);
    told.clear();
    nextIsLong = true;
  }

  @Test
  void shouldReturnTheCallBehindOneThatHangs(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, Duration.ofMillis(100), false);
    warm(bus);
    Call hanging = bus.call("f");
    List<Call> others = bus.calls("f", 3);
    bus.send(hanging);
    bus.send(others);

    List<Call> back = bus.next(others.size());
    assertTrue(back.containsAll(others));
    assertTrue(back.stream().allMatch(Call::isUnrun));
    assertFalse(standing.isServing());

    end.countDown();
    assertEquals(List.of(hanging), bus.nextBatch());
    assertEquals(1, ran.get());
    while (!standing.isServing()) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(Outcome.ok(1), bus.run(bus.call("f")).outcome());
    }
    assertFalse(bus.hasReturned());
  }

  @Test
  void shouldCountNoTimeOfTheCallBehindOneThatIsToldToStop(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = harness(vertx, Duration.ofSeconds(1), true);
    warm(bus);
    bus.send(bus.calls("f", 2));
    stopping.await();
    // After it the look at calls that run is over.
    bus.run(bus.call("good"));
    end.countDown();

    assertEquals(Outcome.stopped(), bus.next(1).getFirst().outcome());
    assertEquals(Outcome.ok(1), bus.next(1).getFirst().outcome());
    assertEquals(List.of(false, false), List.copyOf(told));
  }
}
