package io.virtfun.benchmarks.side;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller on an event loop: the end of a call starts the next, which spares two hops to the thread
 * that waits for the whole.
 *
 * <p><b>Thread:</b> what is public is called by one thread, the rest on the event loop.
 */
abstract class LoopCaller implements Caller {
  private final ScheduledExecutorService loop;

  // Event loop only.
  private Round round = Round.NONE;
  private @Nullable Throwable failure;

  LoopCaller(ScheduledExecutorService loop) {
    this.loop = loop;
  }

  /** Starts a call. */
  abstract void start() throws Exception;

  /** The output of the call that has just ended. */
  abstract byte[] output();

  /** A call has ended. */
  final void ended() {
    round.ended();
  }

  /** Nothing more will end, of calls to come as well. */
  final void failed(Throwable e) {
    failure = e;
    round.done.completeExceptionally(e);
  }

  @Override
  public final byte[] once() throws Exception {
    CompletableFuture<byte[]> output = new CompletableFuture<>();
    await(
        new Round() {
          @Override
          void begin() throws Exception {
            start();
          }

          @Override
          void ended() {
            output.complete(LoopCaller.this.output());
            done.complete(1L);
          }
        });
    return output.join();
  }

  @Override
  public final void sequential(int calls, Duration pause, LongConsumer nanos) throws Exception {
    if (calls > 0) {
      await(new Sequence(calls, pause.toNanos(), nanos));
    }
  }

  @Override
  public final long pipelined(int inFlight, Duration duration) throws Exception {
    return await(new Pipeline(inFlight, duration.toNanos()));
  }

  private long await(Round next) throws Exception {
    loop.execute(
        () -> {
          round = next;
          if (failure != null) {
            next.done.completeExceptionally(failure);
          } else {
            next.attempt(next::begin);
          }
        });
    try {
      return next.done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private interface Step {
    void take() throws Exception;
  }

  /** Calls that somebody waits for; tells how many there were. */
  private abstract static class Round {
    private static final Round NONE =
        new Round() {
          @Override
          void begin() {}

          @Override
          void ended() {}
        };

    final CompletableFuture<Long> done = new CompletableFuture<>();

    abstract void begin() throws Exception;

    abstract void ended();

    /** Whatever goes wrong ends the round, or its caller waits for ever. */
    final void attempt(Step step) {
      try {
        step.take();
      } catch (Exception | Error e) {
        done.completeExceptionally(e);
      }
    }
  }

  private final class Sequence extends Round {
    private final int calls;
    private final long pauseNanos;
    private final LongConsumer nanos;
    private int left;
    private long startNanos;

    Sequence(int calls, long pauseNanos, LongConsumer nanos) {
      this.calls = calls;
      this.left = calls;
      this.pauseNanos = pauseNanos;
      this.nanos = nanos;
    }

    @Override
    void begin() throws Exception {
      startNanos = System.nanoTime();
      start();
    }

    @Override
    void ended() {
      nanos.accept(System.nanoTime() - startNanos);
      if (--left == 0) {
        done.complete((long) calls);
      } else if (pauseNanos == 0) {
        attempt(this::begin);
      } else {
        var _ = loop.schedule(() -> attempt(this::begin), pauseNanos, TimeUnit.NANOSECONDS);
      }
    }
  }

  private final class Pipeline extends Round {
    private final int inFlight;
    private final long durationNanos;
    private long beginNanos;
    private int outstanding;
    private long ended;

    Pipeline(int inFlight, long durationNanos) {
      this.inFlight = inFlight;
      this.durationNanos = durationNanos;
    }

    @Override
    void begin() throws Exception {
      beginNanos = System.nanoTime();
      while (outstanding < inFlight) {
        outstanding++;
        start();
      }
    }

    @Override
    void ended() {
      ended++;
      if (System.nanoTime() - beginNanos < durationNanos) {
        attempt(LoopCaller.this::start);
      } else if (--outstanding == 0) {
        done.complete(ended);
      }
    }
  }
}
