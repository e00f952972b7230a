package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomWaitersTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final RoomWaiters waiters = new RoomWaiters(loop);

  private volatile int places;
  private volatile long freeBytes = Long.MAX_VALUE;
  private volatile @Nullable CallException ended;

  private final RoomWaiters.Room room =
      new RoomWaiters.Room() {
        @Override
        public int places() {
          return places;
        }

        @Override
        public boolean fits(long arenaBytes) {
          return arenaBytes <= freeBytes;
        }

        @Override
        public @Nullable CallException ended() {
          return ended;
        }
      };

  @AfterEach
  void close() {
    var _ = loop.shutdownGracefully();
  }

  /** Waits until what was queued on the loop has run, and what that queued. */
  private void settle() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      loop.submit(() -> {}).sync();
    }
  }

  private List<Future<Void>> waiting(int count) throws InterruptedException {
    List<Future<Void>> futures =
        IntStream.range(0, count).mapToObj(_ -> waiters.add(0, room)).toList();
    settle();
    return futures;
  }

  @Test
  void shouldTellAtOnceWhenThereIsRoom() throws InterruptedException {
    places = 1;

    assertTrue(waiting(1).getFirst().succeeded());
  }

  @Test
  void shouldTellTheLongestWaitingFirst() throws InterruptedException {
    List<Future<Void>> futures = waiting(3);

    places = 1;
    loop.submit(
            () -> {
              waiters.changed(room);
              places = 0;
            })
        .sync();
    settle();

    assertEquals(List.of(true, false, false), futures.stream().map(Future::isComplete).toList());
  }

  @Test
  void shouldGoOnToTheNextWhenNobodyUsesTheRoom() throws InterruptedException {
    List<Future<Void>> futures = waiting(5);

    places = 2;
    waiters.changed(room);
    settle();

    assertTrue(futures.stream().allMatch(Future::succeeded));
  }

  @Test
  void shouldPassOverThoseWhomTheArenaCannotServe() throws InterruptedException {
    Future<Void> large = waiters.add(1000, room);
    Future<Void> small = waiters.add(10, room);
    places = 1;
    freeBytes = 10;

    waiters.changed(room);
    settle();

    assertFalse(large.isComplete());
    assertTrue(small.succeeded());
  }

  @Test
  void shouldFailEverybodyWhenThereWillNeverBeRoom() throws InterruptedException {
    List<Future<Void>> futures = waiting(3);

    ended = Ending.CLOSED.failure("room");
    waiters.changed(room);

    assertTrue(futures.stream().allMatch(future -> future.cause() == ended));
  }
}
