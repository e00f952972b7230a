package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Standing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that run on a reference as well. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class VerificationTest {
  private static final int ALL = 1_000_000;
  private static final long BYTES = 48;

  private static final Duration DAY = Duration.ofDays(1);

  private final Standing standing = new Standing();
  private final Standing referenceStanding = new Standing();
  private final BlockingQueue<Probe> checks = new LinkedBlockingQueue<>();
  private final AtomicInteger references = new AtomicInteger();

  /** The sum of the input, one more in the second byte, and nothing else of the output. */
  private static Outcome sum(Invocation call, int error) {
    byte sum = 0;
    for (long at = 0; at < call.input().byteSize(); at++) {
      sum += call.input().get(ValueLayout.JAVA_BYTE, at);
    }
    call.output().set(ValueLayout.JAVA_BYTE, 0, sum);
    call.output().set(ValueLayout.JAVA_BYTE, 1, (byte) (sum + 1 + error));
    return Outcome.ok(2);
  }

  private DeviceHarness harness(Vertx vertx, ScriptedDevice device, int perMillion, Kernel truth) {
    Kernel counted =
        call -> {
          references.incrementAndGet();
          return truth.run(call);
        };
    return harness(vertx, device, perMillion, new ScriptedDevice(1).worker("f", counted), DAY);
  }

  private DeviceHarness harness(
      Vertx vertx,
      ScriptedDevice device,
      int perMillion,
      ScriptedDevice reference,
      Duration limit) {
    HealthSettings health =
        new HealthSettings(3, Duration.ofMillis(1), Duration.ofMillis(1), limit, 1, limit);
    DeviceVerticle other =
        new DeviceVerticle(new DeviceRoute(2, "reference", 1, referenceStanding), reference);
    DeviceHarness bus =
        new DeviceHarness(
            vertx,
            device.checked(checks),
            new DeviceTerms(
                new FairQueue.Settings(1),
                health,
                new Verification(perMillion, other::reference),
                standing));
    DeviceHarness.await(vertx.deployVerticle(other));
    return bus;
  }

  private static Call call(DeviceHarness bus) {
    Call call = bus.call("f", 0, BYTES);
    call.invocation().output().fill((byte) 0x55);
    return call;
  }

  private static byte output(Call call, long at) {
    return call.invocation().output().get(ValueLayout.JAVA_BYTE, at);
  }

  private static ScriptedDevice device(String kind, Kernel kernel) {
    ScriptedDevice device = new ScriptedDevice(2);
    return switch (kind) {
      case "inline" -> device.inline("f", kernel);
      case "worker" -> device.worker("f", kernel);
      default -> device.async("f", (call, completion) -> completion.complete(kernel.run(call)));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "worker", "async"})
  void shouldGiveTheGuestARightResult(String kind, Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, device(kind, call -> sum(call, 0)), ALL, c -> sum(c, 0));
    for (int i = 1; i <= 5; i++) {
      Call call = bus.run(call(bus));
      assertEquals(Outcome.ok(2), call.outcome());
      assertEquals(0, output(call, 0));
      assertEquals(1, output(call, 1));
      assertEquals(0x55, output(call, 2), "no more than the result");
      assertEquals(i, references.get());
    }
    assertTrue(standing.isServing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "worker", "async"})
  void shouldQuarantineALiarForGood(String kind, Vertx vertx) throws InterruptedException {
    DeviceHarness bus = harness(vertx, device(kind, call -> sum(call, 1)), ALL, c -> sum(c, 0));
    checks.add(new Probe.Available("it says"));

    Call call = bus.run(call(bus));

    assertEquals(Outcome.deviceFailed(), call.outcome());
    assertTrue(call.hasFailed());
    assertEquals(0x55, output(call, 1), "nothing wrong is shown to the guest");
    assertEquals("a wrong result", standing.quarantine());
    assertEquals(Outcome.deviceFailed(), bus.run(call(bus)).outcome());
    assertEquals(1, checks.size(), "not asked whether it is well");
  }

  @Test
  void shouldTakeARefusalForALieWhereTheReferenceComputes(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", _ -> Outcome.badData());
    DeviceHarness bus = harness(vertx, device, ALL, call -> sum(call, 0));
    assertEquals(Outcome.deviceFailed(), bus.run(call(bus)).outcome());
    assertFalse(standing.isServing());
  }

  @Test
  void shouldBelieveTheDeviceWhereTheReferenceFails(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, _ -> Outcome.deviceFailed());
    Call call = bus.run(call(bus));
    assertEquals(Outcome.ok(2), call.outcome());
    assertEquals(1, output(call, 1));
    assertTrue(standing.isServing());
  }

  @Test
  void shouldBelieveTheDeviceWhereTheReferenceThrows(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    Kernel broken =
        _ -> {
          throw new IllegalStateException("broken");
        };
    DeviceHarness bus = harness(vertx, device, ALL, broken);
    Call call = bus.run(call(bus));
    assertEquals(Outcome.ok(2), call.outcome());
    assertEquals(1, output(call, 1), "the result is the guest's");
    assertTrue(standing.isServing());
  }

  @Test
  void shouldNotBlameTheDeviceWhenTheGuestChangesItsMemory(Vertx vertx)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    ScriptedDevice device =
        new ScriptedDevice(1)
            .worker(
                "f",
                call -> {
                  begun.countDown();
                  awaitLatch(changed);
                  return sum(call, 0);
                });
    DeviceHarness bus = harness(vertx, device, ALL, call -> sum(call, 0));
    Call call = call(bus);
    MemorySegment memory = bus.lastMemory();
    bus.send(call);
    begun.await();
    memory.fill((byte) 7);
    changed.countDown();

    assertEquals(List.of(call), bus.nextBatch());
    assertEquals(Outcome.ok(2), call.outcome());
    assertEquals(0, output(call, 0), "of the input as it was");
    assertTrue(standing.isServing());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1000000, 40", "250000, 10", "300000, 12"})
  void shouldVerifyTheShareThatIsConfigured(int perMillion, int expected, Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus =
        harness(vertx, device("worker", call -> sum(call, 0)), perMillion, c -> sum(c, 0));
    for (int i = 0; i < 40; i++) {
      assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());
    }
    assertEquals(expected, references.get());
  }

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
