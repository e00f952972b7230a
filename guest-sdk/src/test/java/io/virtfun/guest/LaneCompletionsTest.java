package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.SingleThreadIoEventLoop;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.Polling;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneCompletionsTest {
  private static final int SIGNAL_AT_TURN = 100;

  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
  private final SingleThreadIoEventLoop loop =
      (SingleThreadIoEventLoop) ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();
  private final RegionGeometry geometry = TestHost.geometry(1 << 20, 1, 256);
  private final HostRegion region =
      new HostRegion(
          Arena.ofAuto().allocate(1 << 20, 4096), geometry, TestFunctions.catalogue(), 0, 1);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private LaneCompletions completions(long lingerNanos, LaneCompletions.Listener listener) {
    return completions(lingerNanos, true, listener);
  }

  private LaneCompletions completions(
      long lingerNanos, boolean canBeRung, LaneCompletions.Listener listener) {
    return new LaneCompletions(
        loop,
        new CompletionConsumer(region.memory(), geometry.lane(0)),
        Polling.fixed(Duration.ofNanos(lingerNanos)),
        canBeRung,
        listener);
  }

  /** Looks on and on, and signals a descriptor after one of the looks. */
  private static final class Signalling implements LaneCompletions.Listener {
    private final Fd fd;
    private int turns;

    Signalling(Fd fd) {
      this.fd = fd;
    }

    @Override
    public void completed(CompletionEntry entry) {}

    @Override
    public void turnEnded(int count) {
      turns++;
      if (turns == SIGNAL_AT_TURN) {
        try {
          EventFd.signal(fd);
        } catch (LinuxException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public boolean expectsMore() {
      return true;
    }
  }

  @Test
  void shouldLetTheLoopPollItsDescriptorsBetweenLooks() throws Exception {
    try (Fd fd = EventFd.create(0)) {
      Signalling listener = new Signalling(fd);
      LaneCompletions completions = completions(TimeUnit.HOURS.toNanos(1), listener);
      Promise<Integer> turnsWhenHandled = Promise.promise();
      loop.execute(
          () ->
              EpollWatch.start(
                  loop,
                  fd,
                  EpollWatch.SIGNALS,
                  () -> turnsWhenHandled.tryComplete(listener.turns),
                  (_, _) -> completions.await()));

      assertTrue(turnsWhenHandled.future().await() >= SIGNAL_AT_TURN);
      loop.submit(completions::end).sync();
    }
  }

  /** A device without interrupts: nobody tells, nobody is asked to. */
  @Test
  void shouldLookWithoutAskingWhenItCannotBeRung() throws Exception {
    CompletionProducer host = region.completions(0);
    Promise<Boolean> completed = Promise.promise();
    LaneCompletions completions =
        completions(
            0,
            false,
            new LaneCompletions.Listener() {
              private int looks;
              private boolean asked;

              @Override
              public void completed(CompletionEntry entry) {
                completed.complete(asked);
              }

              @Override
              public void turnEnded(int count) {
                if (++looks == 3) {
                  host.write(new CompletionEntry());
                  asked = host.publish();
                }
              }

              @Override
              public boolean expectsMore() {
                return !completed.future().isComplete();
              }
            });

    loop.execute(completions::await);

    assertFalse(completed.future().await(), "asked to be rung");
  }

  @Test
  void shouldTakeBoundedBatchesInOrder() throws Exception {
    List<Integer> batches = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    Promise<Void> done = Promise.promise();
    LaneCompletions completions =
        completions(
            0,
            new LaneCompletions.Listener() {
              @Override
              public void completed(CompletionEntry entry) {
                ids.add(entry.correlationId);
              }

              @Override
              public void turnEnded(int count) {
                batches.add(count);
                if (ids.size() == 150) {
                  done.tryComplete();
                }
              }

              @Override
              public boolean expectsMore() {
                return ids.size() < 150;
              }
            });
    CompletionProducer host = region.completions(0);
    CompletionEntry entry = new CompletionEntry();
    for (int i = 0; i < 150; i++) {
      entry.correlationId = i;
      host.write(entry);
    }
    host.publish();

    loop.execute(completions::await);
    done.future().await();

    assertEquals(List.of(64, 64, 22), batches);
    assertEquals(150, host.free() - (256 - 150));
    for (int i = 0; i < 150; i++) {
      assertEquals(i, ids.get(i));
    }
  }
}
