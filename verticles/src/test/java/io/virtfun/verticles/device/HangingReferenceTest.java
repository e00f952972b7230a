package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reference that does not answer keeps no guest waiting, and is seen to hang. */
final class HangingReferenceTest extends VerifiedDevice {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final CountDownLatch end = new CountDownLatch(1);

  private void hang() {
    while (end.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void endWhatHangs() {
    end.countDown();
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private ScriptedDevice hangingReference(boolean inJudge) {
    return new ScriptedDevice(1)
        .worker(
            "f",
            call -> {
              references.incrementAndGet();
              if (!inJudge) {
                hang();
              }
              return sum(call, 0);
            })
        .judging(
            (_, _) -> {
              if (inJudge) {
                hang();
              }
              return Verdict.RIGHT;
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBelieveTheDeviceAndQuarantineTheReference(boolean inJudge, Vertx vertx)
      throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, hangingReference(inJudge), LIMIT);

    Call call = bus.run(call(bus));

    assertEquals(Outcome.ok(2), call.outcome());
    assertEquals(1, output(call, 1));
    assertTrue(standing.isServing());
    until(() -> !referenceStanding.isServing());
    assertEquals("a call does not end", referenceStanding.quarantine());
    assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());
    assertEquals(1, references.get(), "it is not asked while it hangs");

    call.invocation().output().fill((byte) 0x55);
    end.countDown();
    until(referenceStanding::isServing);
    assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());
    assertEquals(2, references.get());
    assertEquals(0x55, output(call, 1), "what was answered is the guest's");
  }

  @Test
  void shouldCloseTheVerifiedDeviceWhileItsReferenceHangs(Vertx vertx) throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, hangingReference(false), LIMIT);
    assertEquals(Outcome.ok(2), bus.run(call(bus)).outcome());

    DeviceHarness.await(bus.undeploy());

    assertEquals(1, device.closings.size());
    assertFalse(bus.hasReturned());
  }
}
