package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTasksTest {
  private final Vertx vertx = Vertx.vertx();
  private final SingleThreadEventLoop loop = Loops.of(vertx.getOrCreateContext());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    return loop.submit(action).get();
  }

  @Test
  void shouldNotCountWhatWaitsForDescriptors() throws Exception {
    CountDownLatch ran = new CountDownLatch(2);
    onLoop(
        () -> {
          LoopTasks tasks = LoopTasks.of(loop);
          tasks.afterIo(tasks.idle(ran::countDown));
          tasks.afterIo(tasks.idle(ran::countDown));
          assertFalse(tasks.isAny(), "two wait for descriptors");
          loop.execute(() -> {});
          assertTrue(tasks.isAny(), "and one does not");
          return tasks;
        });

    ran.await();
    assertFalse(onLoop(() -> LoopTasks.of(loop).isAny()));
  }

  @Test
  void shouldRunEachAsOftenAsAsked() throws Exception {
    CountDownLatch ran = new CountDownLatch(3);
    Runnable idle = onLoop(() -> LoopTasks.of(loop).idle(ran::countDown));
    for (int i = 0; i < 3; i++) {
      onLoop(
          () -> {
            LoopTasks.of(loop).afterIo(idle);
            return idle;
          });
    }

    ran.await();
    assertEquals(0, ran.getCount());
  }

  @Test
  void shouldBeOneForAllOnALoop() throws Exception {
    assertSame(onLoop(() -> LoopTasks.of(loop)), onLoop(() -> LoopTasks.of(loop)));
  }
}
