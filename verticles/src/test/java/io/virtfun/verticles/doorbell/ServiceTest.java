package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.Bus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests on threads of their own, served by several event loops. */
final class ServiceTest {
  private static final int PEERS = 5;
  private static final int LANES = 3;
  private static final int LOOPS = 4;
  private static final int CALLS = 2000;

  @ParameterizedTest
  @CsvSource({"1, 50", "2, 50", "1, 0"})
  void shouldAnswerEveryCallWhenManyPeersCall(int function, int lingerMicros)
      throws InterruptedException {
    Map<String, LongAdder> messages = new ConcurrentHashMap<>();
    try (TestBroker broker = new TestBroker(LOOPS, Duration.ofNanos(lingerMicros * 1000L))) {
      broker
          .vertx()
          .eventBus()
          .addOutboundInterceptor(
              sent -> {
                messages
                    .computeIfAbsent(sent.message().address(), _ -> new LongAdder())
                    .increment();
                sent.next();
              });
      GuestThreads guests = new GuestThreads();
      for (int i = 0; i < PEERS; i++) {
        for (GuestLane lane : broker.attach(LANES).lanes()) {
          guests.start(() -> lane.callPipelined(function, CALLS, 32));
        }
      }
      guests.join();
    }
    long toDevices = 0;
    int loopsOfLanes = 0;
    for (int loop = 0; loop < LOOPS; loop++) {
      long sent = messages.getOrDefault(Bus.device(1, loop), new LongAdder()).sum();
      toDevices += sent;
      loopsOfLanes += sent > 0 ? 1 : 0;
    }
    assertTrue(loopsOfLanes > 1, "messages: " + messages.keySet());
    assertTrue(toDevices < PEERS * LANES * CALLS, "batches: " + toDevices);
  }

  @Test
  void shouldServeOneDeviceWhenAnotherIsSaturated() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane lane = broker.attach(1).lane(0);
      for (int i = 0; i < GuestLane.SLOTS / 2; i++) {
        lane.submit(TestBroker.SLOW);
      }
      for (int i = 0; i < 1000; i++) {
        lane.submit(TestBroker.ECHO);
        lane.await();
      }
      assertEquals(1000, lane.ended());
      assertEquals(TestBroker.SLOW_SLOTS, broker.begun.size());
      broker.permits.release(GuestLane.SLOTS);
      lane.awaitAll(Status.OK);
    }
  }

  @Test
  void shouldTakeEntriesThatWerePublishedBeforeAttaching() {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(1);
      peer.lane(0).submit(TestBroker.ECHO);
      TestBroker.await(broker.doorbells().attach(peer.peer(), () -> {}));
      peer.lane(0).awaitAll(Status.OK);
    }
  }

  @Test
  void shouldCompleteOnTheCallersContextWhenAttachedAndDetached() {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(3);
      Context context = broker.vertx().getOrCreateContext();
      Promise<Context> attached = Promise.promise();
      Promise<Context> detached = Promise.promise();
      context.runOnContext(
          _ ->
              broker
                  .doorbells()
                  .attach(peer.peer(), () -> {})
                  .onComplete(_ -> attached.complete(Vertx.currentContext()))
                  .compose(_ -> broker.doorbells().detach(peer.peer()))
                  .onComplete(_ -> detached.complete(Vertx.currentContext())));
      assertSame(context, TestBroker.await(attached.future()));
      assertSame(context, TestBroker.await(detached.future()));
    }
  }
}
