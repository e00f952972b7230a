package io.virtfun.guest;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.PollBudget;
import io.virtfun.shm.PollHorizon;
import io.virtfun.shm.Polling;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Processor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a lane: looks for completions while that pays, else sleeps until the host
 * rings.
 *
 * <p><b>Thread:</b> the lane's event loop.
 */
final class LaneCompletions {
  private static final int BATCH = 64;

  /** How often a lane looks that cannot be rung and has looked long enough. */
  private static final long LOOK_MICROS = 100;

  /** How often a lane that cannot be rung does what it would do when rung. */
  private static final long UNRUNG_MILLIS = 500;

  private final SingleThreadIoEventLoop loop;
  private final CompletionConsumer queue;
  private final PollHorizon horizon;
  private final PollBudget budget;
  private final boolean canBeRung;
  private final Listener listener;
  private final CompletionEntry[] batch = new CompletionEntry[BATCH];
  private @Nullable EpollWatch doorbell;
  private @Nullable ScheduledFuture<?> anticipation;
  private @Nullable ScheduledFuture<?> unrung;
  private long lookedInVainNanos;
  private boolean looking;
  private boolean scheduled;
  private boolean inTurn;
  private boolean asked;
  private boolean ended;

  /** What the lane does with completions. */
  interface Listener {
    /** One entry; it is reused afterwards. */
    void completed(CompletionEntry entry);

    /** The host rang; where it cannot, it may have had a reason to. */
    default void rung() {}

    /** All entries of a look have been given. */
    void turnEnded(int count);

    /** Whether any call is in flight, so that completions can come. */
    boolean expectsMore();
  }

  LaneCompletions(
      SingleThreadIoEventLoop loop,
      CompletionConsumer queue,
      Polling polling,
      boolean canBeRung,
      Listener listener) {
    this.loop = loop;
    this.queue = queue;
    this.horizon = new PollHorizon(polling, System.nanoTime());
    this.budget = new PollBudget(polling.cpuShare(), System.nanoTime());
    this.canBeRung = canBeRung;
    this.listener = listener;
    Arrays.setAll(batch, _ -> new CompletionEntry());
  }

  /** Has a doorbell wake it, where there is one, else a timer. <b>Thread:</b> any. */
  Future<Void> listen(@Nullable Fd fd) {
    if (fd == null) {
      Loops.execute(loop, this::tellLater);
      return Future.succeededFuture();
    }
    Promise<Void> listening = Promise.promise();
    Completable<EpollWatch> started =
        (watch, failure) -> {
          if (failure == null) {
            doorbell(watch);
            listening.complete();
          } else {
            listening.fail(failure);
          }
        };
    Loops.execute(loop, () -> EpollWatch.start(loop, fd, EpollWatch.SIGNALS, this::rung, started));
    return listening.future();
  }

  private void doorbell(EpollWatch watch) {
    if (ended) {
      watch.cancel();
    } else {
      doorbell = watch;
    }
  }

  /** Also while no call is in flight: so seldom it costs nothing. */
  private void tellLater() {
    if (!ended) {
      unrung = loop.schedule(this::tellUnrung, UNRUNG_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tellUnrung() {
    listener.rung();
    tellLater();
  }

  /** The host rang. */
  private void rung() {
    horizon.woke();
    startLooking();
    if (!ended) {
      listener.rung();
    }
  }

  /** Whether completions are being given at this moment. */
  boolean inTurn() {
    return inTurn;
  }

  /** Makes sure that the completion of a call just submitted will be seen. */
  void await() {
    horizon.acted(System.nanoTime());
    startLooking();
  }

  private void startLooking() {
    if (!looking && !ended) {
      looking = true;
      lookedInVainNanos = System.nanoTime();
      Looks.of(loop).add(this);
    }
  }

  /** Whether there is something to look at. */
  boolean hasCompletions() {
    return !ended && queue.available() > 0;
  }

  /** Whether something is due at any moment. */
  boolean isImminent() {
    return horizon.isImminent();
  }

  /** Looks once; whether it goes on looking. */
  boolean look(long nowNanos) {
    if (ended) {
      looking = false;
      return false;
    }
    if (asked) {
      awake();
    }
    int count = takeBatch();
    listener.turnEnded(count);
    boolean pays = pays(count, nowNanos);
    looking = !ended && listener.expectsMore() && (pays || !sleeps());
    return looking;
  }

  private void awake() {
    asked = false;
    queue.disarm();
    if (anticipation != null) {
      anticipation.cancel(false);
      anticipation = null;
    }
  }

  private boolean pays(int found, long nowNanos) {
    if (found > 0) {
      horizon.came(nowNanos);
      lookedInVainNanos = nowNanos;
      return true;
    }
    boolean affordable = budget.spend(nowNanos - lookedInVainNanos, nowNanos);
    lookedInVainNanos = nowNanos;
    return affordable && horizon.looks(nowNanos);
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

  /** Asks to be rung; false where something has come meanwhile. */
  private boolean sleeps() {
    // A host that is awake may be waiting for this processor, to take what was submitted.
    Processor.yieldToWaiting();
    if (queue.available() > 0) {
      return false;
    }
    if (canBeRung) {
      asked = true;
      anticipate();
      return queue.arm() == 0;
    }
    if (!scheduled) {
      scheduled = true;
      var _ = loop.schedule(this::lookAgain, LOOK_MICROS, TimeUnit.MICROSECONDS);
    }
    return true;
  }

  /** Wakes up shortly before a completion that comes when the ones before came. */
  private void anticipate() {
    long delayNanos = horizon.anticipationNanos(System.nanoTime());
    if (delayNanos != PollHorizon.NONE) {
      anticipation = loop.schedule(this::anticipated, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void anticipated() {
    anticipation = null;
    horizon.anticipates(System.nanoTime());
    startLooking();
  }

  private void lookAgain() {
    scheduled = false;
    startLooking();
  }

  /** Leaves the region alone from now on. */
  void end() {
    ended = true;
    if (anticipation != null) {
      anticipation.cancel(false);
    }
    if (unrung != null) {
      unrung.cancel(false);
    }
    if (doorbell != null) {
      doorbell.cancel();
      doorbell = null;
    }
  }
}
