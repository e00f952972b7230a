package io.virtfun.guest.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.rxjava3.core.Vertx;
import io.virtfun.guest.CallException;
import io.virtfun.guest.RxScripted;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backpressure in both directions, against a host that answers when the test says. */
class RxCallAllTest {
  private final RxScripted scripted = new RxScripted();
  private final UnicastProcessor<Buffer> source = UnicastProcessor.create();
  private final AtomicLong requested = new AtomicLong();
  private boolean cancelled;
  private RxSession session;

  @BeforeEach
  void connect() throws Exception {
    session = RxSession.of(scripted.connect(8));
    for (int i = 0; i < 100; i++) {
      source.onNext(Buffer.buffer().appendInt(i));
    }
  }

  @AfterEach
  void close() {
    scripted.close();
  }

  private TestSubscriber<Integer> subscribe(int maxInFlight, long initialRequest) {
    TestSubscriber<Integer> subscriber = new TestSubscriber<>(initialRequest);
    session
        .function("echo")
        .rxCallAll(
            source.doOnRequest(requested::addAndGet).doOnCancel(() -> cancelled = true),
            maxInFlight)
        .map(result -> result.output().getInt(0))
        .subscribe(subscriber);
    return subscriber;
  }

  @Test
  void shouldTakeNoMoreInputsThanAreInFlight() {
    TestSubscriber<Integer> subscriber = subscribe(4, 0);

    scripted.awaitHeld(4);

    assertEquals(4, requested.get());
    assertEquals(4, session.delegate().inFlight());
    subscriber.assertEmpty();
    subscriber.cancel();
  }

  @Test
  void shouldAskForMoreOnlyWhenResultsAreTaken() {
    TestSubscriber<Integer> subscriber = subscribe(4, 0);
    scripted.awaitHeld(4);

    scripted.answerAll();
    scripted.await(() -> session.delegate().inFlight() == 0);
    assertEquals(4, requested.get());

    subscriber.request(2);
    scripted.await(() -> subscriber.values().size() == 2);
    scripted.awaitHeld(2);
    assertEquals(6, requested.get());
    assertEquals(List.of(0, 1), subscriber.values());
    subscriber.cancel();
  }

  @Test
  void shouldKeepTheOrderWhenAnswersComeInAnother() {
    TestSubscriber<Integer> subscriber = subscribe(5, Long.MAX_VALUE);
    for (int taken = 0; taken < 100; taken += 5) {
      scripted.awaitHeld(5);
      scripted.answerAll();
    }
    source.onComplete();

    scripted.await(() -> subscriber.values().size() == 100);

    assertEquals(IntStream.range(0, 100).boxed().toList(), subscriber.values());
    subscriber.assertNoErrors();
  }

  @Test
  void shouldWaitWhenTheSessionIsFull() {
    TestSubscriber<Integer> subscriber = subscribe(20, Long.MAX_VALUE);
    source.onComplete();

    while (subscriber.values().size() < 100) {
      scripted.await(() -> scripted.held() > 0 || subscriber.values().size() == 100);
      assertTrue(scripted.held() <= 8, scripted.held() + " held");
      // Read first: more are requested as soon as results are taken.
      long requestedSoFar = requested.get();
      assertTrue(requestedSoFar <= 20L + subscriber.values().size(), requested + " requested");
      scripted.answerAll();
    }

    assertEquals(IntStream.range(0, 100).boxed().toList(), subscriber.values());
    subscriber.assertNoErrors();
  }

  @Test
  void shouldReleaseEverythingWhenCancelled() {
    TestSubscriber<Integer> subscriber = subscribe(20, Long.MAX_VALUE);
    scripted.awaitHeld(8);

    subscriber.cancel();
    scripted.answerAll();

    scripted.await(() -> session.delegate().inFlight() == 0);
    assertTrue(cancelled);
    assertEquals(session.delegate().arenaBytes(), session.delegate().freeArenaBytes());
    assertEquals(0, subscriber.values().size());
    assertEquals(8, scripted.callsTaken());
  }

  @Test
  void shouldAskTheHostToCancelWhenACallIsDisposedOf() {
    var call = session.function("echo").rxCall(Buffer.buffer("x")).subscribe();
    scripted.awaitHeld(1);
    assertEquals(0, scripted.cancelsTaken());
    call.dispose();

    scripted.awaitCancels(1);
    scripted.answerAll();
    scripted.await(() -> session.delegate().inFlight() == 0);
  }

  @Test
  void shouldAskNothingWhenACallHasEnded() {
    var call = session.function("echo").rxCall(Buffer.buffer("x")).test();
    scripted.awaitHeld(1);
    scripted.answerAll();
    call.awaitDone(Long.MAX_VALUE, TimeUnit.DAYS).assertValueCount(1);
    call.dispose();
    assertEquals(0, scripted.cancelsTaken());
  }

  @Test
  void shouldEndTheFlowWhenTheBrokerDies() {
    TestSubscriber<Integer> subscriber = subscribe(20, Long.MAX_VALUE);
    scripted.awaitHeld(8);

    scripted.stopHost();
    session.rxClosed().blockingAwait();
    subscriber.awaitDone(Long.MAX_VALUE, TimeUnit.DAYS);

    subscriber.assertError(CallException.BrokerGone.class);
    assertTrue(cancelled);
  }

  @Test
  void shouldCloseASessionThatNobodyWaitsForAnyMore() {
    Vertx vertx = Vertx.newInstance(scripted.vertx());
    RxVirtFun.rxConnect(vertx, scripted.attach()).subscribe().dispose();

    scripted.awaitGuests(2, 1);
    assertFalse(session.delegate().closed().isComplete());
  }
}
