package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.bus.Call;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that run on a reference as well. */
final class VerificationTest extends VerifiedDevice {
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
}
