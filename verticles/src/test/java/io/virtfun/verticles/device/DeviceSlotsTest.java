package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Never more calls run than the device has slots, and calls come back in batches. */
@ExtendWith(VertxExtension.class)
final class DeviceSlotsTest {
  private static final int SLOTS = 2;
  private static final int INLINE_CALLS_PER_TURN = 64;

  private final Semaphore permits = new Semaphore(0);
  private final BlockingQueue<Thread> started = new LinkedBlockingQueue<>();
  private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private final ScriptedDevice device =
      new ScriptedDevice(SLOTS)
          .worker("blocked", _ -> blocked())
          .inline("inline", _ -> Outcome.ok(1))
          .async("async", (_, completion) -> completions.add(completion));

  private Outcome blocked() {
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    started.add(Thread.currentThread());
    permits.acquireUninterruptibly();
    running.decrementAndGet();
    return Outcome.ok(0);
  }

  @Test
  void shouldRunAsManyWorkersAsThereAreSlots(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("blocked", 20));
    started.take();
    started.take();
    assertFalse(bus.hasReturned());

    permits.release(20);
    assertEquals(20, bus.next(20).size());
    assertEquals(SLOTS, mostRunning.get());
  }

  @Test
  void shouldStartAsManyAsynchronousCallsAsThereAreSlots(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("async", 3));
    Completion first = completions.take();
    Completion second = completions.take();
    bus.run(bus.call("inline"));
    assertNull(completions.poll(), "the third waits for a slot");

    second.complete(Outcome.ok(0));
    assertEquals(1, bus.next(1).getFirst().slot());
    completions.take().complete(Outcome.ok(0));
    assertEquals(2, bus.next(1).getFirst().slot());
    first.complete(Outcome.ok(0));
    assertEquals(0, bus.next(1).getFirst().slot());
  }

  @Test
  void shouldShareSlotsWhenCallsAreOfBothKinds(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.call("async"), bus.call("blocked"), bus.call("async"));
    Completion first = completions.take();
    started.take();
    bus.run(bus.call("inline"));
    assertNull(completions.poll());

    permits.release();
    assertEquals(1, bus.next(1).getFirst().slot());
    completions.take().complete(Outcome.ok(0));
    first.complete(Outcome.ok(0));
    assertEquals(2, bus.next(2).size());
  }

  @Test
  void shouldRunInlineCallsWhenAllSlotsAreTaken(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("blocked", 5));
    started.take();
    started.take();
    assertEquals(Outcome.ok(1), bus.run(bus.call("inline")).outcome());
    permits.release(5);
    bus.next(5);
  }

  @Test
  void shouldCountOnceWhenAnAsynchronousCallCompletesTwice(Vertx vertx)
      throws InterruptedException {
    BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    vertx.exceptionHandler(uncaught::add);
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("async", 5));
    Completion first = completions.take();
    Completion second = completions.take();
    for (int i = 0; i < 3; i++) {
      first.complete(Outcome.ok(7));
      first.complete(Outcome.badData());
    }
    Call ended = bus.next(1).getFirst();
    assertEquals(0, ended.slot());
    assertEquals(Outcome.ok(7), ended.outcome());
    Completion third = completions.take();
    bus.run(bus.call("inline"));
    assertNull(completions.poll(), "one slot was given back, not two");

    for (Completion left : List.of(second, third)) {
      left.complete(Outcome.ok(0));
    }
    completions.take().complete(Outcome.ok(0));
    completions.take().complete(Outcome.ok(0));
    assertEquals(4, bus.next(4).size());
    bus.run(bus.call("inline"));
    assertFalse(bus.hasReturned());
    assertNull(uncaught.poll());
  }

  @Test
  void shouldNotStartACallWhenNobodyWaitsForIt(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    List<Call> calls = bus.calls("blocked", SLOTS + 3);
    bus.send(calls);
    started.take();
    started.take();
    calls.get(SLOTS).stop(StopReason.ABANDONED, 0);
    calls.get(SLOTS + 1).stop(StopReason.ABANDONED, 0);
    permits.release(calls.size());

    for (Call call : bus.next(calls.size())) {
      boolean wanted = call.stopReason() == StopReason.NONE;
      assertEquals(wanted ? Outcome.ok(0) : Outcome.stopped(), call.outcome());
    }
    assertEquals(1, started.size());
  }

  @Test
  void shouldReturnOneMessageWhenTheCallsOfOneEndAtOnce(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    for (int doorbell = 0; doorbell < 2; doorbell++) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(bus.call("inline", doorbell, 0));
      }
      bus.send(calls);
      assertEquals(calls, bus.nextBatch());
    }
    assertFalse(bus.hasReturned());
  }

  @Test
  void shouldReturnOneMessagePerDoorbellWhenCallsEndInOneTurn(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(bus.call("blocked", i % 2, 0));
    }
    calls.forEach(call -> call.stop(StopReason.ABANDONED, 0));
    bus.send(calls);
    for (int i = 0; i < 2; i++) {
      List<Call> batch = bus.nextBatch();
      assertEquals(10, batch.size());
      int doorbell = batch.getFirst().doorbell();
      assertTrue(batch.stream().allMatch(call -> call.doorbell() == doorbell));
    }
    assertFalse(bus.hasReturned());
  }

  @Test
  void shouldLetTheLoopGoWhenManyInlineCallsCome(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.calls("inline", 2 * INLINE_CALLS_PER_TURN + 5));
    assertEquals(INLINE_CALLS_PER_TURN, bus.nextBatch().size());
    assertEquals(INLINE_CALLS_PER_TURN, bus.nextBatch().size());
    assertEquals(5, bus.nextBatch().size());
  }
}
