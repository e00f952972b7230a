package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reference is asked, and when. */
final class ReferenceTest extends VerifiedDevice {
  @ParameterizedTest
  @CsvSource({"RIGHT, true", "UNDECIDED, true", "WRONG, false"})
  void shouldAskTheReferenceWhetherAnOutputIsRight(Verdict verdict, boolean right, Vertx vertx)
      throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 1));
    ScriptedDevice reference =
        new ScriptedDevice(1).worker("f", call -> sum(call, 0)).judging((_, _) -> verdict);
    DeviceHarness bus = harness(vertx, device, ALL, reference, DAY);
    Call call = bus.run(call(bus));

    assertEquals(right ? Outcome.ok(2) : Outcome.deviceFailed(), call.outcome());
    assertEquals(right ? 2 : 0x55, output(call, 1));
    assertEquals(right, standing.isServing());
  }

  @Test
  void shouldBelieveTheDeviceWhereTheReferenceDoesNotSayTheSameTwice(Vertx vertx)
      throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus =
        harness(vertx, device, ALL, call -> sum(call, references.get() == 1 ? 7 : 0));
    assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());
    assertEquals(2, references.get());
    assertTrue(standing.isServing());
  }

  @Test
  void shouldNotAskAReferenceThatDoesNotServe(Vertx vertx) throws InterruptedException {
    referenceStanding.quarantine("for the test");
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 1));
    DeviceHarness bus = harness(vertx, device, ALL, call -> sum(call, 0));
    assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());
    assertEquals(0, references.get());
  }

  @Test
  void shouldNotTakeASlowReferenceForADeviceThatHangs(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    AtomicInteger stopped = new AtomicInteger();
    ScriptedDevice reference =
        new ScriptedDevice(1)
            .worker(
                "f",
                call -> {
                  while (!call.cancellation().isRequested()) {
                    Thread.onSpinWait();
                  }
                  stopped.incrementAndGet();
                  return Outcome.stopped();
                });
    DeviceHarness bus = harness(vertx, device, ALL, reference, Duration.ofMillis(200));

    Call call = bus.run(call(bus));

    assertEquals(Outcome.ok(2), call.outcome());
    assertEquals(1, output(call, 1));
    assertEquals(1, stopped.get());
    assertTrue(standing.isServing());
  }

  @Test
  void shouldStopTheReferenceWhenTheGuestGivesTheCallUp(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    CountDownLatch begun = new CountDownLatch(1);
    ScriptedDevice reference =
        new ScriptedDevice(1)
            .worker(
                "f",
                call -> {
                  begun.countDown();
                  while (!call.cancellation().isRequested()) {
                    Thread.onSpinWait();
                  }
                  return Outcome.stopped();
                });
    DeviceHarness bus = harness(vertx, device, ALL, reference, DAY);
    Call call = call(bus);
    bus.send(call);
    begun.await();
    bus.stop(call, StopReason.CANCELLED);

    assertEquals(List.of(call), bus.nextBatch());
    assertTrue(standing.isServing());
  }

  @Test
  void shouldUseNoMoreThanTheReferencesSlots(Vertx vertx) throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScriptedDevice device = new ScriptedDevice(4).worker("f", call -> sum(call, 0));
    DeviceHarness bus =
        harness(
            vertx,
            device,
            ALL,
            call -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              running.decrementAndGet();
              return sum(call, 0);
            });
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(call(bus));
    }
    bus.send(calls);

    assertEquals(40, bus.next(40).size());
    assertEquals(1, most.get());
    assertEquals(40, references.get());
  }
}
