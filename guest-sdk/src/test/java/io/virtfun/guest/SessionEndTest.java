package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.Polling;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.RegionState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls when the broker, a lane or the session ends. */
class SessionEndTest extends ScriptedTest {
  private final HeldCalls held = new HeldCalls();

  private static List<Future<Result>> calls(Session session, int count) {
    VFunction echo = session.function("echo");
    return IntStream.range(0, count).mapToObj(i -> echo.call(Buffer.buffer("call " + i))).toList();
  }

  @Test
  void shouldFailAllCallsAtOnceWhenTheBrokerDies() throws Exception {
    Session session = connect(small(2, 8), held);
    Slice slice = session.allocate(100).write(Buffer.buffer("kept"));
    List<Future<Result>> calls = calls(session, 5);
    Future<Void> room = session.whenRoom(session.arenaBytes());
    held.await(host(), 5);

    host().close();

    for (Future<Result> call : calls) {
      var failure = GuestContract.failure(CallException.BrokerGone.class, call);
      assertTrue(failure.isRetryable());
      assertEquals("echo: the broker is gone; connect anew", failure.getMessage());
    }
    session.closed().await();
    GuestContract.failure(CallException.BrokerGone.class, room);
    GuestContract.failure(CallException.BrokerGone.class, calls(session, 1).getFirst());
    GuestContract.failure(CallException.BrokerGone.class, session.whenRoom(0));
    assertThrows(CallException.BrokerGone.class, () -> session.allocate(1));
    assertEquals("kept", slice.read(0, 4).toString());
    slice.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000})
  void shouldFailOutstandingCallsWhenClosed(long lingerNanos) throws Exception {
    Session session =
        connect(
            small(2, 8),
            held,
            options -> options.withPolling(Polling.fixed(Duration.ofNanos(lingerNanos))));
    List<Future<Result>> calls = calls(session, 6);
    Slice input = session.allocate(1);
    Slice output = session.allocate(1);
    VFunction echo = session.function("echo");
    Future<Result> lending = echo.call(echo.arguments(Map.of()), input, output);
    held.await(host(), 7);

    session.close().await();

    for (Future<Result> call : calls) {
      var failure = GuestContract.failure(CallException.SessionClosed.class, call);
      assertEquals("echo: the session is closed", failure.getMessage());
    }
    GuestContract.failure(CallException.SessionClosed.class, lending);
    assertFalse(input.isLent());
    input.close();
    output.close();
  }

  @Test
  void shouldEndWithVertx() throws Exception {
    Session session = connect(small(1, 8), held);
    List<Future<Result>> calls = calls(session, 2);
    held.await(host(), 2);

    vertx().close().await();

    assertTrue(
        calls.stream().allMatch(call -> call.cause() instanceof CallException.SessionClosed));
    host().awaitNoPeers();
  }

  @Test
  void shouldFailTheCallsOfALaneThatTheHostGivesUp() throws Exception {
    Session session = connect(small(2, 4), held);
    List<Future<Result>> calls = calls(session, 8);
    held.await(host(), 8);

    host().run(() -> host().peer().quarantine(0));

    host().await(() -> calls.stream().filter(Future::failed).count() == 4);
    held.runAll(host());

    for (Future<Result> call : calls.stream().filter(Future::failed).toList()) {
      GuestContract.failure(CallException.LaneQuarantined.class, call);
    }
    assertEquals(4, calls.stream().filter(call -> succeeds(call)).count());
    assertEquals(0, session.strayCompletions());
    // A granule each for input and output.
    expectStranded(4 * 128);
  }

  private static boolean succeeds(Future<Result> call) {
    return call.map(true).otherwise(false).await();
  }

  @Test
  void shouldKeepSlicesThatADeviceMayStillWriteTo() throws Exception {
    Session session = connect(small(1, 4), held);
    VFunction echo = session.function("echo");
    Slice input = session.allocate(64);
    Slice output = session.allocate(64);
    Future<Result> call = echo.call(echo.arguments(Map.of()), input, output);
    held.await(host(), 1);

    host().run(() -> host().peer().quarantine(0));

    GuestContract.failure(CallException.LaneQuarantined.class, call);
    assertThrows(IllegalStateException.class, input::segment);
    assertThrows(IllegalStateException.class, output::lend);
    input.close();
    output.close();
    expectStranded(128);
  }

  @Test
  void shouldGoOnWithOtherLanesAndFailWhenNoneIsLeft() throws Exception {
    Session session = connect(small(2, 4), TestCall::run);
    host().run(() -> host().peer().quarantine(0));
    for (Future<Result> call : calls(session, 8)) {
      assertEquals(6, again(session, call).await().outputBytes());
    }

    host().run(() -> host().peer().quarantine(1));

    GuestContract.failure(CallException.LaneQuarantined.class, calls(session, 1).getFirst());
  }

  /** Until the session has noticed which lane is gone, and the other one has room. */
  private static Future<Result> again(Session session, Future<Result> call) {
    return call.recover(
        e ->
            e instanceof CallException.LaneFull || e instanceof CallException.LaneQuarantined
                ? session.whenRoom(0).compose(_ -> again(session, calls(session, 1).getFirst()))
                : Future.failedFuture(e));
  }

  @Test
  void shouldRefuseCallsWhileTheBrokerDrains() throws Exception {
    Session session = connect(small(1, 4), TestCall::run);
    host().run(() -> host().peer().region().publish(RegionState.DRAINING));

    var failure =
        GuestContract.failure(CallException.ShuttingDown.class, calls(session, 1).getFirst());

    assertEquals("echo: the broker is shutting down", failure.getMessage());
    assertEquals(0, host().onLoop(() -> host().peer().callsTaken()));
  }

  @Test
  void shouldSubmitToALaneThatOpensLater() throws Exception {
    Session session = connect(small(1, 4), TestCall::run);
    host()
        .run(() -> host().peer().region().setLaneState(0, LaneState.CLOSED, QuarantineReason.NONE));

    assertEquals(6, calls(session, 1).getFirst().await().outputBytes());
  }

  @Test
  void shouldUnmapOnlyWhenNoChannelUsesASlice() throws Exception {
    Session session = connect(small(1, 4), held);
    Slice slice = session.allocate(100);
    ByteBuffer buffer = slice.segment().asByteBuffer();
    Pipe pipe = Pipe.open();
    CountDownLatch reading = new CountDownLatch(1);
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    reading.countDown();
                    pipe.source().read(buffer);
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    reading.await();
    awaitState(reader);

    Future<Void> closed = session.close();
    session.closed().await();
    assertFalse(closed.isComplete());
    pipe.sink().write(ByteBuffer.wrap(new byte[1]));

    closed.await();
    reader.join();
    slice.close();
    pipe.source().close();
    pipe.sink().close();
  }

  private void awaitState(Thread reader) {
    // A thread that waits in a system call is runnable to Java: only the kernel tells.
    host().await(() -> reader.getState() != Thread.State.NEW && inSystemCall(reader));
  }

  private static boolean inSystemCall(Thread reader) {
    for (StackTraceElement frame : reader.getStackTrace()) {
      if (frame.getMethodName().startsWith("read") && frame.isNativeMethod()) {
        return true;
      }
    }
    return false;
  }
}
