package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which thread a kernel runs on, and what the receipt says. */
@ExtendWith(VertxExtension.class)
final class DeviceThreadsTest {
  private static final String WORKER = "virtfun-device-" + DeviceHarness.ID + "-";

  private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> onEventLoop = new LinkedBlockingQueue<>();
  private final Kernel kernel =
      invocation -> {
        noteThread();
        return Outcome.ok(invocation.input().byteSize());
      };

  private void noteThread() {
    threads.add(Thread.currentThread());
    onEventLoop.add(Context.isOnEventLoopThread());
  }

  @Test
  void shouldRunOnTheEventLoopWhenInline(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, new ScriptedDevice(1).inline("f", kernel));
    Call call = bus.run(bus.call("f", 0, 1 << 20));
    assertEquals(Outcome.ok(1 << 20), call.outcome());
    assertTrue(onEventLoop.take());
    bus.run(bus.call("f"));
    assertSame(threads.take(), threads.take());
  }

  @Test
  void shouldRunOnAWorkerWhenDeclared(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, new ScriptedDevice(1).worker("f", kernel));
    Call call = bus.run(bus.call("f", 0, 5));
    assertEquals(Outcome.ok(5), call.outcome());
    assertTrue(threads.take().getName().startsWith(WORKER));
  }

  /** The output has room for 64 bytes. */
  @ParameterizedTest
  @CsvSource({"0, true", "16, true", "17, false"})
  void shouldGoByInputAndOutputWhenShortOnesAreInline(long inputBytes, boolean inline, Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, new ScriptedDevice(1).mixed("f", kernel));
    bus.run(bus.call("f", 0, inputBytes));
    assertEquals(inline, onEventLoop.take());
    assertEquals(!inline, threads.take().getName().startsWith(WORKER));
  }

  @Test
  void shouldStartOnTheEventLoopWhenAsynchronous(Vertx vertx) throws InterruptedException {
    BlockingQueue<Completion> started = new LinkedBlockingQueue<>();
    ScriptedDevice device =
        new ScriptedDevice(1)
            .async(
                "f",
                (_, completion) -> {
                  noteThread();
                  started.add(completion);
                });
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.call("f"));
    Completion completion = started.take();
    assertTrue(onEventLoop.take());
    completion.complete(Outcome.outputTooSmall(9));
    assertEquals(Outcome.outputTooSmall(9), bus.next(1).getFirst().outcome());
  }

  @Test
  void shouldEndWhenAnAsynchronousCallCompletesAtOnce(Vertx vertx) throws InterruptedException {
    DeviceHarness bus =
        new DeviceHarness(
            vertx, new ScriptedDevice(1).async("f", (_, c) -> c.complete(Outcome.badData())));
    assertEquals(Outcome.badData(), bus.run(bus.call("f")).outcome());
    assertEquals(Outcome.badData(), bus.run(bus.call("f")).outcome());
  }

  @ParameterizedTest
  @CsvSource({"inline", "worker", "async"})
  void shouldMeasureWhenACallRuns(String function, Vertx vertx) throws InterruptedException {
    long[] ran = new long[1];
    Kernel busy =
        invocation -> {
          long from = System.nanoTime();
          while (System.nanoTime() - from < 1_000_000) {
            Thread.onSpinWait();
          }
          ran[0] = System.nanoTime() - from;
          return Outcome.ok(0);
        };
    ScriptedDevice device =
        new ScriptedDevice(1)
            .inline("inline", busy)
            .worker("worker", busy)
            .async("async", (invocation, c) -> c.complete(busy.run(invocation)));
    DeviceHarness bus = new DeviceHarness(vertx, device);
    long from = System.nanoTime();
    Call call = bus.run(bus.call(function));
    long whole = System.nanoTime() - from;
    assertTrue(call.ranNanos() >= ran[0], "ran " + call.ranNanos());
    assertTrue(call.queuedNanos() >= 0, "queued " + call.queuedNanos());
    assertTrue(call.ranNanos() <= whole, "ran " + call.ranNanos() + " of " + whole);
  }
}
