package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.shm.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Calls that guests cancel, that expire, and that guests leave behind, through verticles. */
final class CancelTest {
  private static final Set<Status> ENDS = EnumSet.of(Status.OK, Status.CANCELLED, Status.EXPIRED);
  private static final int RACED_CALLS = 20_000;
  private static final int WINDOW = 24;

  @Test
  void shouldEndARunningCallEarlyWhenItIsCancelled() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      GuestLane guest = broker.attach(1).lane(0);
      long id = guest.submit(TestBroker.ENDLESS);
      broker.begun.take();
      guest.cancel(id);
      guest.awaitAll(Status.CANCELLED);
    }
  }

  @Test
  void shouldEndCallsThatWaitAtTheDeviceAndInTheLaneWhenCancelled() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      GuestLane guest = broker.attach(1).lane(0);
      int calls = TestBroker.SLOW_WINDOW + 3;
      long[] ids = new long[calls];
      for (int i = 0; i < calls; i++) {
        ids[i] = guest.submit(TestBroker.SLOW);
      }
      broker.begun.take();
      broker.begun.take();
      for (int i = TestBroker.SLOW_SLOTS; i < calls; i++) {
        guest.cancel(ids[i]);
      }
      while (guest.outstanding() > TestBroker.SLOW_SLOTS) {
        guest.await(Status.CANCELLED);
      }
      broker.permits.release(TestBroker.SLOW_SLOTS);
      guest.awaitAll(Status.OK);
      assertTrue(broker.begun.isEmpty(), "none of them was started");
    }
  }

  @Test
  void shouldEndARunningCallWhenItsTimeHasPassed() {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      GuestLane guest = broker.attach(1).lane(0);
      guest.submit(TestBroker.ENDLESS, 2_000);
      guest.awaitAll(Status.EXPIRED);
    }
  }

  @Test
  void shouldEndCallsThatWaitWhenTheirTimeHasPassed() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      GuestLane guest = broker.attach(1).lane(0);
      guest.submit(TestBroker.SLOW);
      guest.submit(TestBroker.SLOW);
      broker.begun.take();
      broker.begun.take();
      for (int i = 0; i < 3 * TestBroker.SLOW_WINDOW; i++) {
        guest.submit(TestBroker.SLOW, 1_000 + 100 * i);
      }
      while (guest.outstanding() > TestBroker.SLOW_SLOTS) {
        guest.await(Status.EXPIRED);
      }
      broker.permits.release(TestBroker.SLOW_SLOTS);
      guest.awaitAll(Status.OK);
    }
  }

  @Test
  void shouldAnswerExpiredWhenTheDriverRanTooLong() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      GuestLane guest = broker.attach(1).lane(0);
      guest.submit(TestBroker.SLOW, 200_000);
      Invocation running = broker.begun.take();
      while (!running.cancellation().isRequested()) {
        Thread.onSpinWait();
      }
      assertEquals(0, guest.take(), "the device may still write");
      broker.permits.release();
      guest.awaitAll(Status.EXPIRED);
    }
  }

  @Test
  void shouldEndRunningCallsAndOnlyThenUnmapWhenTheGuestDetaches()
      throws InterruptedException, IOException {
    try (TestBroker broker = new TestBroker(2, Duration.ZERO)) {
      TestPeer going = broker.attach(1);
      int mappings = Resources.held().mappings();
      going.lane(0).submit(TestBroker.SLOW);
      Invocation stubborn = broker.begun.take();
      going.lane(0).submit(TestBroker.ENDLESS);
      broker.begun.take();
      Future<Void> detached = broker.doorbells().detach(going.peer());
      while (!stubborn.cancellation().isRequested()) {
        Thread.onSpinWait();
      }
      // A slot becomes free although nobody let the call go.
      GuestLane staying = broker.attach(1).lane(0);
      long id = staying.submit(TestBroker.ENDLESS);
      broker.begun.take();
      staying.cancel(id);
      staying.awaitAll(Status.CANCELLED);
      assertFalse(detached.isComplete(), "a device has a call of the guest");
      assertTrue(going.peer().arena().scope().isAlive());

      broker.permits.release();
      TestBroker.await(detached);
      assertEquals(0, going.lane(0).take(), "nobody answers a guest that has gone");
      broker.detach(going);
      assertEquals(mappings, Resources.held().mappings(), "those of the one that stays");
    }
  }

  @Test
  void shouldEndEachCallOnceWhenCancellingRacesWithCompletion() throws InterruptedException {
    try (TestBroker broker = new TestBroker(2, Duration.ofNanos(20_000))) {
      GuestThreads guests = new GuestThreads();
      for (GuestLane lane : broker.attach(2).lanes()) {
        guests.start(() -> race(lane));
      }
      guests.join();
    }
  }

  private static void race(GuestLane guest) {
    SplittableRandom random = new SplittableRandom(17);
    Deque<Long> recent = new ArrayDeque<>();
    for (int i = 0; i < RACED_CALLS; i++) {
      while (guest.outstanding() >= WINDOW) {
        guest.await(ENDS);
      }
      int function = random.nextBoolean() ? TestBroker.WORK : TestBroker.ECHO;
      recent.add(guest.submit(function, random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0));
      if (recent.size() > random.nextInt(8)) {
        guest.cancel(recent.remove());
      }
      guest.take(ENDS);
    }
    while (guest.outstanding() > 0) {
      guest.await(ENDS);
    }
    assertEquals(
        RACED_CALLS,
        guest.count(Status.OK) + guest.count(Status.CANCELLED) + guest.count(Status.EXPIRED));
    assertTrue(guest.count(Status.OK) > 0 && guest.count(Status.CANCELLED) > 0);
  }
}
