package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.Arguments;
import io.virtfun.shm.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What cancelling does to a call wherever it is, and what of it a host gets to see. */
class CancelTest extends ScriptedTest {
  private final HeldCalls held = new HeldCalls();

  private static final Buffer INPUT = Buffer.buffer("input");

  private static Arguments none(VFunction function) {
    return function.arguments(Map.of());
  }

  private OngoingCall start(Session session) {
    VFunction echo = session.function("echo");
    return echo.start(none(echo), INPUT);
  }

  private void answer(int index, Status status) {
    host().run(() -> held.at(index).answer(status, 0, 0));
  }

  private List<Long> awaitCancels(int count) {
    host().await(() -> host().peer().cancels().size() >= count);
    return host().onLoop(() -> List.copyOf(host().peer().cancels()));
  }

  private int callsTaken() {
    return host().onLoop(() -> host().peer().callsTaken());
  }

  /** Keeps an event loop from everything else until the latch opens. */
  private static CountDownLatch block(Runner runner) {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    runner.run(
        () -> {
          blocked.countDown();
          awaitUninterruptibly(latch);
        });
    awaitUninterruptibly(blocked);
    return latch;
  }

  private interface Runner {
    void run(Runnable task);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Runner loopOf(Session session) {
    return session.lanes().all().getFirst().context().nettyEventLoop()::execute;
  }

  @Test
  void shouldAskTheHostAndLendTheSlicesUntilItAnswers() throws Exception {
    Session session = connect(small(1, 8), held);
    VFunction echo = session.function("echo");
    try (Slice input = session.allocate(64);
        Slice output = session.allocate(64)) {
      OngoingCall call = echo.start(none(echo), input, output);
      held.await(host(), 1);
      call.cancel();
      call.cancel();

      assertEquals(List.of(call.correlationId().orElseThrow()), awaitCancels(1));
      assertTrue(input.isLent() && output.isLent());
      assertFalse(call.result().isComplete());
      answer(0, Status.CANCELLED);
      GuestContract.failure(CallException.Cancelled.class, call.result());
      assertFalse(input.isLent() || output.isLent());
    }
    assertEquals(0, session.inFlight());
  }

  @Test
  void shouldGiveTheResultWhenTheCallHadEnded() throws Exception {
    Session session = connect(small(1, 8), held);
    OngoingCall call = start(session);
    held.await(host(), 1);
    call.cancel();
    awaitCancels(1);
    held.runAll(host());

    assertEquals(INPUT, call.result().await().output());
    call.cancel();
    session.cancel(call.correlationId().orElseThrow());
    assertEquals(INPUT.length(), start(session, 1).outputBytes());
    assertEquals(1, awaitCancels(1).size());
  }

  private Result start(Session session, int heldBefore) {
    OngoingCall next = start(session);
    host().await(() -> held.size() == heldBefore);
    held.runAll(host());
    return next.result().await();
  }

  @Test
  void shouldCancelByTheIdOnWhateverLane() throws Exception {
    Session session = connect(small(3, 2), held);
    List<OngoingCall> calls = List.of(start(session), start(session), start(session));
    held.await(host(), 3);
    calls.forEach(call -> session.cancel(call.correlationId().orElseThrow()));
    session.cancel(-1);
    session.cancel(Long.MAX_VALUE);

    assertEquals(3, awaitCancels(3).size());
    for (int i = 0; i < 3; i++) {
      answer(i, Status.CANCELLED);
    }
    calls.forEach(call -> GuestContract.failure(CallException.Cancelled.class, call.result()));
  }

  @Test
  void shouldEndWithoutTheHostWhenNotSubmittedYet() throws Exception {
    Session session = connect(small(1, 8), held);
    CountDownLatch latch = block(loopOf(session));
    OngoingCall call = start(session);
    assertTrue(call.correlationId().isEmpty());
    call.cancel();
    latch.countDown();

    GuestContract.failure(CallException.Cancelled.class, call.result());
    assertEquals(0, session.inFlight());
    assertEquals(0, callsTaken());
  }

  @Test
  void shouldAskLaterWhenTheQueueIsFull() throws Exception {
    Session session = connect(small(1, 2), held);
    CountDownLatch latch = block(task -> new Thread(() -> host().run(task)).start());
    OngoingCall first = start(session);
    OngoingCall second = start(session);
    while (second.correlationId().isEmpty()) {
      Thread.onSpinWait();
    }
    second.cancel();
    first.cancel();
    latch.countDown();

    assertEquals(
        List.of(second.correlationId().orElseThrow(), first.correlationId().orElseThrow()),
        awaitCancels(2));
    held.await(host(), 2);
    answer(0, Status.CANCELLED);
    answer(1, Status.CANCELLED);
    GuestContract.failure(CallException.Cancelled.class, first.result());
    GuestContract.failure(CallException.Cancelled.class, second.result());
  }

  @Test
  void shouldWaitForRoomOrBeCancelledMeanwhile() throws Exception {
    Session session = connect(small(1, 2), held);
    VFunction patient = session.function("echo").waitingForRoom();
    List<OngoingCall> running = List.of(start(session), start(session));
    OngoingCall cancelled = patient.start(none(patient), INPUT);
    OngoingCall waiting = patient.start(none(patient), INPUT);
    assertFalse(waiting.result().isComplete());
    cancelled.cancel();

    GuestContract.failure(CallException.Cancelled.class, cancelled.result());
    held.await(host(), 2);
    held.runAll(host());
    running.forEach(call -> call.result().await());
    held.await(host(), 1);
    held.runAll(host());
    assertEquals(INPUT, waiting.result().await().output());
    assertEquals(3, callsTaken());
    assertTrue(awaitCancels(0).isEmpty());
  }

  @Test
  void shouldBoundTheCallsThatWait() throws Exception {
    Session session = connect(small(1, 2), held);
    VFunction patient = session.function("noop").waitingForRoom();
    List<OngoingCall> running = List.of(start(session), start(session));
    List<OngoingCall> waiting =
        IntStream.range(0, RoomWaiters.CAPACITY)
            .mapToObj(_ -> patient.start(none(patient), Buffer.buffer()))
            .toList();

    var full = GuestContract.failure(CallException.LaneFull.class, patient.call(Buffer.buffer()));
    assertTrue(full.isRetryable());
    waiting.forEach(OngoingCall::cancel);
    waiting.forEach(call -> GuestContract.failure(CallException.Cancelled.class, call.result()));
    held.await(host(), 2);
    held.runAll(host());
    running.forEach(call -> call.result().await());
  }

  @Test
  void shouldCarryPriorityAndTimeToLive() throws Exception {
    Session session = connect(small(1, 8), held);
    VFunction urgent =
        session.function("echo").withPriority(3).withTimeToLive(Duration.ofNanos(1_500_001));
    var result = urgent.call(INPUT);
    held.await(host(), 1);

    assertEquals(3, held.get(host(), 0).entry().priority());
    assertEquals(1_501, held.get(host(), 0).entry().timeToLiveMicros());
    held.runAll(host());
    result.await();
  }

  @Test
  void shouldRefuseOptionsThatThereAreNot() throws Exception {
    VFunction echo = connect(small(1, 8), held).function("echo");
    for (int priority : new int[] {-1, 4}) {
      assertThrows(IllegalArgumentException.class, () -> echo.withPriority(priority));
    }
    for (Duration time : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofHours(2))) {
      assertThrows(IllegalArgumentException.class, () -> echo.withTimeToLive(time));
    }
  }

  @Test
  void shouldAskNothingOfAnOlderHost() throws Exception {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
    try (TestHost older = TestHost.older(small(1, 8), held)) {
      Session session = VirtFun.connect(vertx, older.attach()).await();
      VFunction echo =
          session.function("echo").withPriority(2).withTimeToLive(Duration.ofMillis(1));
      OngoingCall call = echo.start(none(echo), INPUT);
      held.await(older, 1);
      call.cancel();
      assertEquals(0, held.get(older, 0).entry().priority());
      assertEquals(0, held.get(older, 0).entry().timeToLiveMicros());
      held.runAll(older);

      assertEquals(INPUT, call.result().await().output());
      assertTrue(older.onLoop(() -> older.peer().cancels().isEmpty()));
      session.close().await();
    }
    vertx.close().await();
    // What the end of each test expects.
    connect(small(1, 2), held);
  }
}
