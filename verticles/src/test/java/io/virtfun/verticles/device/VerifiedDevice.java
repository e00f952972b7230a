package io.virtfun.verticles.device;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Standing;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device of which calls are verified, and its reference. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
abstract class VerifiedDevice {
  static final int ALL = 1_000_000;
  static final long BYTES = 48;

  static final Duration DAY = Duration.ofDays(1);

  final Standing standing = new Standing();
  final Standing referenceStanding = new Standing();
  final BlockingQueue<Probe> checks = new LinkedBlockingQueue<>();
  final AtomicInteger references = new AtomicInteger();

  /** The sum of the input, one more in the second byte, and nothing else of the output. */
  static Outcome sum(Invocation call, int error) {
    byte sum = 0;
    for (long at = 0; at < call.input().byteSize(); at++) {
      sum += call.input().get(ValueLayout.JAVA_BYTE, at);
    }
    call.output().set(ValueLayout.JAVA_BYTE, 0, sum);
    call.output().set(ValueLayout.JAVA_BYTE, 1, (byte) (sum + 1 + error));
    return Outcome.ok(2);
  }

  DeviceHarness harness(Vertx vertx, ScriptedDevice device, int perMillion, Kernel truth) {
    Kernel counted =
        call -> {
          references.incrementAndGet();
          return truth.run(call);
        };
    return harness(vertx, device, perMillion, new ScriptedDevice(1).worker("f", counted), DAY);
  }

  DeviceHarness harness(
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

  static Call call(DeviceHarness bus) {
    Call call = bus.call("f", 0, BYTES);
    call.invocation().output().fill((byte) 0x55);
    return call;
  }

  static byte output(Call call, long at) {
    return call.invocation().output().get(ValueLayout.JAVA_BYTE, at);
  }
}
