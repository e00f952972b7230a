package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.Polling;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.Status;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How calls reach the host, how completions come back, and what happens when either is full. */
class LaneTest extends ScriptedTest {
  private final HeldCalls held = new HeldCalls();

  private static Buffer numbered(int number) {
    return Buffer.buffer().appendInt(number);
  }

  private static List<Future<Result>> calls(Session session, int count) {
    VFunction echo = session.function("echo");
    return IntStream.range(0, count).mapToObj(i -> echo.call(numbered(i))).toList();
  }

  /** Calls made in one turn of the event loop that owns the first lane. */
  private static List<Future<Result>> callsInOneTurn(Session session, int count) {
    Promise<List<Future<Result>>> made = Promise.promise();
    session
        .lanes()
        .all()
        .getFirst()
        .context()
        .runOnContext(_ -> made.complete(calls(session, count)));
    return made.future().await();
  }

  @Test
  void shouldRingOnceForTheCallsOfOneTurn() throws Exception {
    Session session =
        connect(
            small(1, 64),
            held,
            options -> options.withPolling(Polling.fixed(Duration.ofSeconds(1))));

    List<Future<Result>> calls = callsInOneTurn(session, 64);
    held.await(host(), 64);

    int rings = host().onLoop(() -> host().peer().rungByGuest());
    assertTrue(rings >= 1 && rings <= 2, rings + " rings");
    held.runAll(host());
    for (int i = 0; i < 64; i++) {
      assertEquals(numbered(i), calls.get(i).await().output());
    }
  }

  @Test
  void shouldPublishACallThatFindsTheLaneIdleAtOnce() throws Exception {
    Session session = connect(small(1, 8), held);
    Promise<Long> published = Promise.promise();

    Lane lane = session.lanes().all().getFirst();
    lane.context()
        .runOnContext(
            _ -> {
              var _ = session.function("noop").call(Buffer.buffer());
              long tailOffset = session.region().lanes().getFirst().controlOffset();
              published.complete(session.region().memory().get(ValueLayout.JAVA_LONG, tailOffset));
            });

    assertEquals(1, published.future().await());
    held.await(host(), 1);
    held.runAll(host());
    session.whenRoom(session.arenaBytes()).await();
  }

  @Test
  void shouldRefuseACallWhenAllLanesAreFull() throws Exception {
    Session session = connect(small(2, 4), held);
    List<Future<Result>> calls = calls(session, 8);

    var failure = GuestContract.failure(CallException.LaneFull.class, calls(session, 1).getFirst());

    assertEquals("echo: 8 calls in flight (expected: fewer than 8)", failure.getMessage());
    assertTrue(failure.isRetryable());
    assertEquals(8, session.inFlight());
    assertEquals(8, session.capacity());
    held.await(host(), 8);
    held.runAll(host());
    assertEquals(8, calls.stream().filter(call -> call.await() != null).count());
  }

  @Test
  void shouldKeepToTheLimitAskedFor() throws Exception {
    Session session = connect(small(2, 8), held, options -> options.withMaxInFlightPerLane(3));

    List<Future<Result>> calls = calls(session, 6);

    assertEquals(6, session.capacity());
    GuestContract.failure(CallException.LaneFull.class, calls(session, 1).getFirst());
    held.await(host(), 6);
    held.runAll(host());
    Future.all(calls).await();
  }

  @Test
  void shouldSpreadCallsOverLanesWhenTheFirstIsFull() throws Exception {
    Session session = connect(small(4, 2), held);

    List<Future<Result>> calls = callsInOneTurn(session, 8);
    held.await(host(), 8);

    List<Integer> lanes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lanes.add(held.get(host(), i).lane());
    }
    assertEquals(List.of(0, 0, 1, 1, 2, 2, 3, 3), lanes.stream().sorted().toList());
    held.runAll(host());
    for (int i = 0; i < 8; i++) {
      assertEquals(i / 2, calls.get(i).await().receipt().lane());
      assertEquals(600, calls.get(i).await().receipt().deviceCycles());
    }
  }

  @Test
  void shouldTellWaitersWhenThereIsRoom() throws Exception {
    Session session = connect(small(1, 2), held);
    List<Future<Result>> calls = calls(session, 2);
    Future<Void> first = session.whenRoom(0);
    Future<Void> second = session.whenRoom(0);
    held.await(host(), 2);
    assertFalse(first.isComplete());

    held.run(host(), 0);

    first.await();
    second.await();
    held.runAll(host());
    Future.all(calls).await();
  }

  @Test
  void shouldTellWaitersWhenTheArenaHasRoom() throws Exception {
    Session session = connect(small(1, 2), held);
    long arenaBytes = session.arenaBytes();
    Slice slice = session.allocate(arenaBytes - 64);
    session.whenRoom(64).await();
    Future<Void> room = session.whenRoom(65);
    session.whenRoom(64).await();
    assertFalse(room.isComplete());

    slice.close();

    room.await();
    GuestContract.failure(CallException.ArenaFull.class, session.whenRoom(arenaBytes + 1));
  }

  @Test
  void shouldBoundTheWaiters() throws Exception {
    Session session = connect(small(1, 2), held);
    List<Future<Result>> calls = calls(session, 2);
    List<Future<Void>> waiters =
        IntStream.range(0, RoomWaiters.CAPACITY).mapToObj(_ -> session.whenRoom(0)).toList();

    GuestContract.failure(CallException.LaneFull.class, session.whenRoom(0));

    held.await(host(), 2);
    held.runAll(host());
    Future.all(waiters).await();
    Future.all(calls).await();
    session.whenRoom(0).await();
  }

  @Test
  void shouldSubmitLaterWhenTheHostKeepsEntriesOfAnsweredCalls() throws Exception {
    Session session = connect(small(1, 2), TestCall::run);
    host().run(() -> host().peer().answerBeforeReleasing());

    for (int round = 0; round < 500; round++) {
      List<Future<Result>> calls = calls(session, 2);
      for (int i = 0; i < 2; i++) {
        assertEquals(numbered(i), calls.get(i).await().output());
      }
    }

    assertEquals(0, host().onLoop(() -> host().peer().overruns()));
  }

  @Test
  void shouldIgnoreCompletionsThatMatchNoCall() throws Exception {
    Session session =
        connect(
            small(1, 8),
            call -> {
              call.answer(Status.OK, 0, 0);
              call.answer(Status.DEVICE_FAILED, 0, 0);
            });

    for (int i = 0; i < 100; i++) {
      assertEquals(0, session.function("noop").call(Buffer.buffer()).await().outputBytes());
    }

    host().run(() -> host().peer().complete(0, new CompletionEntry()));
    host().run(() -> host().peer().ringGuest(0));
    assertTrue(session.strayCompletions() >= 99, session.strayCompletions() + " strays");
  }

  @Test
  void shouldHearTheHostAfterSleeping() throws Exception {
    Session session =
        connect(small(1, 8), held, options -> options.withPolling(Polling.sleeping()));
    for (int i = 0; i < 50; i++) {
      Future<Result> call = calls(session, 1).getFirst();
      held.await(host(), 1);

      held.runAll(host());

      assertEquals(4, call.await().outputBytes());
    }
  }

  @Test
  void shouldAnswerFromTheHostAloneWhenChecksAreOff() throws Exception {
    Session session =
        connect(small(1, 4), TestCall::run, options -> options.withLocalChecks(false));
    host().run(() -> host().peer().region().publish(RegionState.DRAINING));

    assertEquals(4, calls(session, 1).getFirst().await().outputBytes());
    assertEquals(1, host().onLoop(() -> host().peer().callsTaken()));
  }

  @Test
  void shouldCarryLargeInputsAndOutputs() throws Exception {
    Session session = connect(TestHost.geometry(128 << 20, 1, 4), TestCall::run);
    Buffer input = GuestContract.bytes(50 << 20);

    assertEquals(input, session.function("echo").call(input).await().output());
  }
}
