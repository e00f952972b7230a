package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Polling;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerTest {
  private static final int CALLS = 20_000;

  private static Stream<Polling> pollings() {
    return Stream.of(Polling.sleeping(), Polling.adaptive(), Polling.adaptive().withCpuShare(0.1));
  }

  /** A lost wake-up would end in the watchdog. */
  @ParameterizedTest
  @MethodSource("pollings")
  void shouldRunEachCallOnceWhenTheyFollowOneAnother(Polling polling) throws InterruptedException {
    Worker<Runnable> worker = new Worker<>("worker", polling);
    worker.start();
    SynchronousQueue<Integer> ended = new SynchronousQueue<>();
    for (int i = 0; i < CALLS; i++) {
      int number = i;
      worker.run(
          () -> {
            try {
              ended.put(number);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          },
          false);
      assertEquals(number, ended.take());
      assertNull(worker.ended());
    }
    worker.close();
  }

  @Test
  void shouldEndItsThreadWhenClosed() throws InterruptedException {
    Worker<Runnable> worker = new Worker<>("worker", Polling.adaptive());
    worker.start();
    SynchronousQueue<Thread> thread = new SynchronousQueue<>();
    worker.run(
        () -> {
          try {
            thread.put(Thread.currentThread());
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        false);
    Thread its = thread.take();
    worker.close();
    its.join();
    assertSame(Thread.State.TERMINATED, its.getState());
  }

  /** The second call may come before the thread has taken the first. */
  @ParameterizedTest
  @MethodSource("pollings")
  void shouldRunBothWhenOneIsMadeReadyBehindAnother(Polling polling) throws InterruptedException {
    Worker<Runnable> worker = new Worker<>("worker", polling);
    worker.start();
    for (int i = 0; i < CALLS; i++) {
      CountDownLatch both = new CountDownLatch(2);
      Runnable second = both::countDown;
      worker.run(both::countDown, true);
      assertTrue(worker.takesAnother());
      worker.run(second, true);
      assertFalse(worker.takesAnother(), "one ahead is enough");
      both.await();
      assertSame(second, worker.ended());
      assertTrue(worker.takesAnother(), "the second is short too");
      assertNull(worker.ended());
      assertFalse(worker.takesAnother());
    }
    worker.close();
  }

  /**
   * Its thread and the owner may reach for a call at the same time; a parked one is woken in vain.
   */
  @ParameterizedTest
  @MethodSource("pollings")
  void shouldBeginOrGiveBackEachCallOnce(Polling polling) throws InterruptedException {
    Worker<Runnable> worker = new Worker<>("worker", polling);
    worker.start();
    for (int i = 0; i < CALLS; i++) {
      AtomicInteger begun = new AtomicInteger();
      Semaphore ended = new Semaphore(0);
      for (int call = 0; call < 2; call++) {
        worker.run(
            () -> {
              begun.incrementAndGet();
              ended.release();
            },
            true);
      }
      int back = 0;
      while (worker.takeBack() != null) {
        back++;
      }
      ended.acquire(2 - back);
      assertEquals(2, begun.get() + back);
      for (int left = 2 - back; left > 0; left--) {
        assertTrue(worker.isBusy());
        worker.ended();
      }
      assertFalse(worker.isBusy());
    }
    CountDownLatch lives = new CountDownLatch(1);
    worker.run(lives::countDown, true);
    lives.await();
    worker.close();
  }

  @Test
  void shouldMakeCallsReadyBehindShortOnesOnlyWhenAllSlotsAreTaken() {
    Workers<Runnable> workers = new Workers<>("device", Polling.sleeping());
    Worker<Runnable> first = workers.take(2);
    first.run(() -> {}, true);
    Worker<Runnable> second = workers.take(2);
    second.run(() -> {}, false);
    assertNotSame(first, second);
    assertEquals(1, workers.roomAhead());

    assertSame(first, workers.take(2));

    workers.close();
  }

  @Test
  void shouldGiveTheLatestWorkerTheNextCall() {
    Workers<Runnable> workers = new Workers<>("device", Polling.sleeping());
    Worker<Runnable> first = workers.take(2);
    first.run(() -> {}, false);
    Worker<Runnable> second = workers.take(2);
    second.run(() -> {}, false);
    workers.give(first);
    workers.give(second);
    assertSame(second, workers.take(2));
    assertSame(first, workers.take(2));
    workers.close();
  }
}
