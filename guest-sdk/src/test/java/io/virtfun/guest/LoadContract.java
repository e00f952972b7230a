package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.virtfun.shm.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many calls at once: each ends once, with its own answer, and nothing is held afterwards. */
public abstract class LoadContract extends GuestContract {
  private static Buffer numbered(int number) {
    return Buffer.buffer().appendInt(number).appendBuffer(bytes(number % 300));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 50_000, 1_000_000_000})
  void shouldKeepAWindowOfCallsGoing(long lingerNanos) {
    Session own =
        VirtFun.connect(
                vertx(), options().withPolling(Polling.fixed(Duration.ofNanos(lingerNanos))))
            .await();
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> chains = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Promise<Void> done = Promise.promise();
      chains.add(done.future());
      vertx().runOnContext(_ -> callOnAndOn(own.function("echo"), next, 3_000, done));
    }

    Future.all(chains).await();

    assertEquals(0, own.inFlight());
    assertEquals(0, own.strayCompletions());
    assertEquals(own.arenaBytes(), own.freeArenaBytes());
    own.close().await();
  }

  private static void callOnAndOn(
      VFunction echo, AtomicInteger next, int last, Promise<Void> done) {
    int number = next.getAndIncrement();
    if (number >= last) {
      done.complete();
      return;
    }
    Buffer input = numbered(number);
    echo.call(input)
        .onSuccess(
            result -> {
              if (result.output().equals(input)) {
                callOnAndOn(echo, next, last, done);
              } else {
                done.tryFail("call " + number + " got another call's output");
              }
            })
        .onFailure(done::tryFail);
  }

  @Test
  void shouldServeCallersOnManyThreads() throws InterruptedException {
    VFunction echo = function("echo");
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                for (int i = 0; i < 200; i++) {
                                  Buffer input = numbered(thread * 1000 + i);
                                  assertEquals(input, echo.call(input).await().output());
                                }
                              } catch (Throwable e) {
                                failures.add(e);
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(List.of(), List.copyOf(failures));
  }

  @Test
  void shouldAnswerWhenFullAndMakeRoomAgain() {
    Session narrow = VirtFun.connect(vertx(), options().withMaxInFlightPerLane(1)).await();
    VFunction echo = narrow.function("echo");
    int calls = 500;
    Promise<List<Future<Result>>> made = Promise.promise();
    vertx()
        .runOnContext(
            _ ->
                made.complete(
                    IntStream.range(0, calls)
                        .mapToObj(i -> callUntilRoom(narrow, echo, numbered(i)))
                        .toList()));

    List<Future<Result>> results = made.future().await();

    for (int i = 0; i < calls; i++) {
      assertEquals(numbered(i), results.get(i).await().output());
    }
    assertEquals(0, narrow.inFlight());
    assertTrue(narrow.capacity() >= 1);
    narrow.close().await();
  }

  private static Future<Result> callUntilRoom(Session session, VFunction echo, Buffer input) {
    return echo.call(input)
        .recover(
            e ->
                e instanceof CallException.LaneFull
                    ? session.whenRoom(0).compose(_ -> callUntilRoom(session, echo, input))
                    : Future.failedFuture(e));
  }

  @Test
  void shouldHoldNothingAfterManySessions() {
    Footprint before = Footprint.withLoopsStarted(vertx());

    for (int i = 0; i < 10; i++) {
      Session own = VirtFun.connect(vertx(), options()).await();
      assertEquals(bytes(1000), own.function("echo").call(bytes(1000)).await().output());
      own.close().await();
    }

    before.awaitAgain(vertx());
  }

  @Test
  void shouldEndEveryCallOnceWhenClosedUnderLoad() {
    Session own = VirtFun.connect(vertx(), options()).await();
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    int calls = Math.min(own.capacity(), 100);
    List<Future<Result>> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Buffer input = numbered(i);
      results.add(
          own.function("echo")
              .call(input)
              .onComplete(
                  (result, failure) -> {
                    ended.incrementAndGet();
                    boolean right =
                        failure == null
                            ? result.output().equals(input)
                            : failure instanceof CallException.SessionClosed;
                    if (!right) {
                      wrong.incrementAndGet();
                    }
                  }));
    }

    own.close().await();
    Future.join(results).otherwiseEmpty().await();

    assertEquals(calls, ended.get());
    assertEquals(0, wrong.get());
  }
}
