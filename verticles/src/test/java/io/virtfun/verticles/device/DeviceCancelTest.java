package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device ends the calls that are to stop, and no other. */
@ExtendWith(VertxExtension.class)
final class DeviceCancelTest {
  private final Semaphore permits = new Semaphore(0);
  private final BlockingQueue<Cancellation> running = new LinkedBlockingQueue<>();
  private final BlockingQueue<Started> started = new LinkedBlockingQueue<>();
  private final AtomicInteger inline = new AtomicInteger();
  private final ScriptedDevice device =
      new ScriptedDevice(1)
          .worker("stubborn", this::runToTheEnd)
          .worker("polite", this::runUntilAsked)
          .inline("inline", this::countInline)
          .async("async", (invocation, ending) -> started.add(new Started(invocation, ending)));

  private record Started(Invocation invocation, Completion completion) {}

  private Outcome runToTheEnd(Invocation invocation) {
    running.add(invocation.cancellation());
    permits.acquireUninterruptibly();
    return Outcome.ok(1);
  }

  private Outcome runUntilAsked(Invocation invocation) {
    running.add(invocation.cancellation());
    while (!invocation.cancellation().isRequested()) {
      Thread.onSpinWait();
    }
    return Outcome.stopped();
  }

  private Outcome countInline(Invocation invocation) {
    inline.incrementAndGet();
    assertSame(Cancellation.none(), invocation.cancellation());
    return Outcome.ok(1);
  }

  @Test
  void shouldEndACallAtOnceWhenItWaits(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    List<Call> calls = bus.calls("stubborn", 4);
    bus.send(calls);
    running.take();
    bus.stop(calls.get(2), StopReason.CANCELLED);

    assertEquals(List.of(calls.get(2)), bus.nextBatch());
    assertEquals(Outcome.stopped(), calls.get(2).outcome());
    assertEquals(0, calls.get(2).ranNanos());
    permits.release(3);
    assertEquals(List.of(calls.get(0), calls.get(1), calls.get(3)), bus.next(3));
    assertEquals(2, running.size(), "it was never started");
  }

  @Test
  void shouldEndARunningCallEarlyWhenItsDriverLooks(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call call = bus.call("polite");
    bus.send(call);
    assertFalse(running.take().isRequested());
    bus.stop(call, StopReason.EXPIRED);

    assertEquals(List.of(call), bus.nextBatch());
    assertEquals(Outcome.stopped(), call.outcome());
  }

  @Test
  void shouldKeepTheSlotUntilTheEndWhenTheDriverDoesNotLook(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    List<Call> calls = bus.calls("stubborn", 2);
    bus.send(calls);
    Cancellation cancellation = running.take();
    bus.stop(calls.getFirst(), StopReason.CANCELLED);
    bus.run(bus.call("inline"));
    assertTrue(cancellation.isRequested());
    assertNull(running.poll());

    permits.release(2);
    assertEquals(calls, bus.next(2));
    assertEquals(Outcome.ok(1), calls.getFirst().outcome());
  }

  @Test
  void shouldRunTheActionOnceWhenAnAsynchronousCallIsToStop(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call call = bus.call("async");
    bus.send(call);
    Started first = started.take();
    BlockingQueue<Thread> actions = new LinkedBlockingQueue<>();
    first.invocation().cancellation().onRequest(() -> actions.add(Thread.currentThread()));
    bus.run(bus.call("inline"));
    bus.stop(call, StopReason.CANCELLED);
    bus.stop(call, call.ticket());

    assertTrue(actions.take().getName().contains("eventloop"));
    first.completion().complete(Outcome.stopped());
    assertEquals(List.of(call), bus.nextBatch());
    bus.stop(call, call.ticket());
    bus.run(bus.call("inline"));
    assertTrue(actions.isEmpty());
  }

  @Test
  void shouldRunAnActionThatComesLateAtOnceAndNoneAfterTheEnd(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call call = bus.call("async");
    bus.send(call);
    Started first = started.take();
    bus.stop(call, StopReason.CANCELLED);
    bus.run(bus.call("inline"));
    Cancellation cancellation = first.invocation().cancellation();
    assertTrue(cancellation.isRequested());
    Semaphore actions = new Semaphore(0);
    cancellation.onRequest(actions::release);
    actions.acquire();

    first.completion().complete(Outcome.stopped());
    bus.next(1);
    cancellation.onRequest(actions::release);
    bus.run(bus.call("inline"));
    assertEquals(0, actions.availablePermits());
  }

  @Test
  void shouldGoOnWhenAnActionThrows(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call call = bus.call("async");
    bus.send(call);
    Started first = started.take();
    first
        .invocation()
        .cancellation()
        .onRequest(
            () -> {
              throw new IllegalStateException("for the test");
            });
    bus.stop(call, StopReason.CANCELLED);
    assertEquals(Outcome.ok(1), bus.run(bus.call("inline")).outcome());
    first.completion().complete(Outcome.ok(3));
    assertEquals(Outcome.ok(3), bus.next(1).getFirst().outcome());
  }

  @Test
  void shouldLeaveTheNextCallOfTheSlotAloneWhenAMessageComesLate(Vertx vertx)
      throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call call = bus.call("stubborn");
    permits.release();
    bus.run(call);
    running.take();
    long late = call.ticket();
    bus.begin(call, "stubborn");
    Call waiting = bus.call("stubborn");
    bus.begin(waiting, "stubborn");
    bus.send(call, waiting);
    Cancellation cancellation = running.take();
    bus.stop(call, late);
    bus.stop(waiting, waiting.ticket() - 1);
    bus.run(bus.call("inline"));

    assertFalse(cancellation.isRequested());
    permits.release(2);
    assertEquals(List.of(call, waiting), bus.next(2));
    assertEquals(Outcome.ok(1), call.outcome());
    assertEquals(Outcome.ok(1), waiting.outcome());
  }

  @Test
  void shouldNotRunACallWhenTheMessageCameBeforeIt(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    bus.send(bus.call("stubborn"));
    running.take();
    Call inlineCall = bus.call("inline");
    Call call = bus.call("stubborn");
    bus.stop(inlineCall, StopReason.CANCELLED);
    bus.stop(call, StopReason.CANCELLED);
    bus.run(bus.call("inline"));
    bus.send(inlineCall, call);

    bus.next(2).forEach(ended -> assertEquals(Outcome.stopped(), ended.outcome()));
    assertEquals(1, inline.get());
    permits.release();
    bus.next(1);
    assertTrue(running.isEmpty());
  }

  @Test
  void shouldNotRunACallWhenItsTimeHasPassed(Vertx vertx) throws InterruptedException {
    DeviceHarness bus = new DeviceHarness(vertx, device);
    Call inlineCall = bus.call("inline");
    Call call = bus.call("stubborn");
    inlineCall.terms(0, 1);
    call.terms(0, 1);
    bus.send(inlineCall, call);

    bus.next(2).forEach(ended -> assertEquals(Outcome.stopped(), ended.outcome()));
    assertEquals(0, inline.get());
    assertTrue(running.isEmpty());
  }
}
