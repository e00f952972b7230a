package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device is closed after its last call has ended, and no call gets lost over it. */
@ExtendWith(VertxExtension.class)
final class DeviceStopTest {
  private final Semaphore permits = new Semaphore(0);
  private final BlockingQueue<Thread> started = new LinkedBlockingQueue<>();
  private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
  private final ScriptedDevice device =
      new ScriptedDevice(1)
          .worker("blocked", _ -> blocked())
          .inline("inline", _ -> Outcome.ok(1))
          .async("async", (_, completion) -> completions.add(completion));

  private Outcome blocked() {
    started.add(Thread.currentThread());
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      return Outcome.badData();
    }
    return Outcome.ok(1);
  }

  private static List<Outcome> outcomes(Stream<Call> calls) {
    return calls.map(Call::outcome).toList();
  }

  @Test
  void shouldCloseTheDeviceOnceWhenUndeployed(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.run(bus.call("inline"));
    DeviceHarness.await(bus.undeploy());
    assertFalse(device.closings.take().getName().contains("eventloop"));
    assertTrue(device.closings.isEmpty());
  }

  @Test
  void shouldCloseTheDeviceAfterTheRunningCallWhenUndeployed(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("blocked", 3));
    started.take();
    Future<Void> undeployed = bus.undeploy();

    List<Call> waiting = bus.next(2);
    assertEquals(
        List.of(Outcome.deviceFailed(), Outcome.deviceFailed()), outcomes(waiting.stream()));
    assertTrue(device.closings.isEmpty());
    permits.release();
    assertEquals(List.of(Outcome.ok(1)), outcomes(bus.next(1).stream()));
    DeviceHarness.await(undeployed);
    assertEquals(1, device.closings.size());
  }

  @Test
  void shouldCloseTheDeviceAfterTheAsynchronousCallWhenUndeployed(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("async", 2));
    Completion completion = completions.take();
    Future<Void> undeployed = bus.undeploy();

    assertEquals(List.of(Outcome.deviceFailed()), outcomes(bus.next(1).stream()));
    assertTrue(device.closings.isEmpty());
    completion.complete(Outcome.ok(1));
    assertEquals(List.of(Outcome.ok(1)), outcomes(bus.next(1).stream()));
    DeviceHarness.await(undeployed);
    assertEquals(1, device.closings.size());
  }

  /** On a single event loop it is certain that the message arrives behind the stop. */
  @Test
  void shouldEndCallsThatArriveWhenTheConsumerHasGone() throws InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      DeviceHarness bus = new DeviceHarness(vertx, device);
      List<Call> calls = bus.calls("inline", 3);
      Promise<Void> undeployed = Promise.promise();
      vertx.runOnContext(
          _ -> {
            bus.undeploy().onComplete(undeployed);
            bus.send(calls);
          });
      assertEquals(
          List.of(Outcome.deviceFailed(), Outcome.deviceFailed(), Outcome.deviceFailed()),
          outcomes(bus.next(3).stream()));
      DeviceHarness.await(undeployed.future());
    } finally {
      DeviceHarness.await(vertx.close());
    }
  }
}
