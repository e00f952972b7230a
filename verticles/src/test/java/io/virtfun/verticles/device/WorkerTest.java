package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.virtfun.shm.Polling;
import java.util.concurrent.SynchronousQueue;
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
    Worker worker = new Worker("worker", polling);
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
          });
      assertEquals(number, ended.take());
    }
    worker.close();
  }

  @Test
  void shouldEndItsThreadWhenClosed() throws InterruptedException {
    Worker worker = new Worker("worker", Polling.adaptive());
    worker.start();
    SynchronousQueue<Thread> thread = new SynchronousQueue<>();
    worker.run(
        () -> {
          try {
            thread.put(Thread.currentThread());
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Thread its = thread.take();
    worker.close();
    its.join();
    assertSame(Thread.State.TERMINATED, its.getState());
  }

  @Test
  void shouldGiveTheLatestWorkerTheNextCall() {
    Workers workers = new Workers("device", Polling.sleeping());
    Worker first = workers.take();
    Worker second = workers.take();
    workers.give(first);
    workers.give(second);
    assertSame(second, workers.take());
    assertSame(first, workers.take());
    workers.close();
  }
}
