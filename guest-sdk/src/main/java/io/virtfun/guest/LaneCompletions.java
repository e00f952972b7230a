package io.virtfun.guest;

import io.netty.channel.SingleThreadEventLoop;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a lane: looks for completions while there is reason to, else sleeps.
 *
 * <p>A look is one task of the event loop, and the next one comes only after the loop has polled
 * its descriptors, so that other I/O gets its turn between two looks.
 *
 * <p><b>Thread:</b> the lane's event loop.
 */
final class LaneCompletions {
  private static final int BATCH = 64;

  /** How often a lane looks that cannot be rung and has lingered. */
  private static final long LOOK_MICROS = 100;

  private final SingleThreadEventLoop loop;
  private final CompletionConsumer queue;
  private final long lingerNanos;
  private final boolean canBeRung;
  private final Listener listener;
  private final CompletionEntry[] batch = new CompletionEntry[BATCH];
  private final Runnable turn = this::turn;
  private final Runnable queueTurn = this::queueTurn;
  private @Nullable EpollWatch doorbell;
  private long lastActivityNanos;
  private boolean looking;
  private boolean inTurn;
  private boolean asked;
  private boolean ended;

  /** What the lane does with completions. */
  interface Listener {
    /** One entry; it is reused afterwards. */
    void completed(CompletionEntry entry);

    /** All entries of a turn have been given. */
    void turnEnded(int count);

    /** Whether any call is in flight, so that completions can come. */
    boolean expectsMore();
  }

  LaneCompletions(
      SingleThreadEventLoop loop,
      CompletionConsumer queue,
      long lingerNanos,
      boolean canBeRung,
      Listener listener) {
    this.loop = loop;
    this.queue = queue;
    this.lingerNanos = lingerNanos;
    this.canBeRung = canBeRung;
    this.listener = listener;
    Arrays.setAll(batch, _ -> new CompletionEntry());
  }

  /** What wakes it. */
  void doorbell(EpollWatch watch) {
    if (ended) {
      watch.cancel();
    } else {
      doorbell = watch;
    }
  }

  /** The host rang. */
  void rung() {
    if (!looking && !ended) {
      looking = true;
      turn();
    }
  }

  /** Whether completions are being given at this moment. */
  boolean inTurn() {
    return inTurn;
  }

  /** Makes sure that the completion of a call just submitted will be seen. */
  void await() {
    lastActivityNanos = System.nanoTime();
    if (looking || ended || (asked && lingerNanos == 0)) {
      return;
    }
    if (lingerNanos > 0) {
      looking = true;
      loop.execute(turn);
    } else {
      sleep();
    }
  }

  private void turn() {
    if (ended) {
      return;
    }
    if (asked) {
      asked = false;
      queue.disarm();
    }
    int count = takeBatch();
    listener.turnEnded(count);
    long nowNanos = System.nanoTime();
    if (count > 0) {
      lastActivityNanos = nowNanos;
    }
    if (!listener.expectsMore()) {
      looking = false;
    } else if (count == BATCH || nowNanos - lastActivityNanos < lingerNanos) {
      nextTurn();
    } else {
      sleep();
    }
  }

  /** A task that re-submits itself would keep the loop from its I/O for up to a second. */
  private void nextTurn() {
    loop.executeAfterEventLoopIteration(queueTurn);
  }

  private void queueTurn() {
    loop.execute(turn);
  }

  private int takeBatch() {
    int count = Math.min(queue.available(), BATCH);
    for (int i = 0; i < count; i++) {
      queue.take(batch[i]);
    }
    if (count > 0) {
      // Before anybody hears of them: whoever does may submit, and the host needs the room.
      queue.release();
    }
    inTurn = true;
    try {
      for (int i = 0; i < count; i++) {
        listener.completed(batch[i]);
      }
    } finally {
      inTurn = false;
    }
    return count;
  }

  /** Takes what the host has published before it went. */
  void takeLast() {
    while (!ended && takeBatch() > 0) {
      // The next batch.
    }
  }

  private void sleep() {
    if (!canBeRung) {
      looking = true;
      var _ = loop.schedule(turn, LOOK_MICROS, TimeUnit.MICROSECONDS);
      return;
    }
    asked = true;
    looking = queue.arm() > 0;
    if (looking) {
      nextTurn();
    }
  }

  /** Leaves the region alone from now on. */
  void end() {
    ended = true;
    if (doorbell != null) {
      doorbell.cancel();
      doorbell = null;
    }
  }
}
