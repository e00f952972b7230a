package io.virtfun.benchmarks.side;

import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.functions.Arguments;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls where the bytes lie: slices are allocated and filled once, each call is issued from the
 * completion of the one before.
 */
final class VirtFunCaller implements Caller {
  private final ContextInternal context;
  private final Session session;
  private final VFunction function;
  private final Arguments arguments;
  private final byte[] input;
  private final List<Slot> slots = new ArrayList<>();

  VirtFunCaller(ContextInternal context, Session session, Task task) {
    this.context = context;
    this.session = session;
    function = session.function(task.function());
    arguments = function.arguments(task.parameters());
    input = task.input();
    slots.add(new Slot());
  }

  /** Memory for one call, which takes its result. <b>Thread:</b> event loop. */
  private final class Slot implements Completable<Result> {
    private final Slice from = session.allocate(input.length);
    private final Slice into =
        session.allocate(Math.max(1, function.spec().output().evaluate(input.length, arguments)));
    private @Nullable Series series;

    Slot() {
      MemorySegment.copy(input, 0, from.segment(), ValueLayout.JAVA_BYTE, 0, input.length);
    }

    void call(Series of) {
      series = of;
      function.call(arguments, from, into).onComplete(this);
    }

    @Override
    public void complete(@Nullable Result result, @Nullable Throwable failure) {
      Series of = series;
      if (of == null) {
        return;
      }
      if (result == null) {
        of.done.tryFail(failure);
      } else {
        of.ended(this, result);
      }
    }

    void close() {
      from.close();
      into.close();
    }
  }

  /** Calls that belong together. <b>Thread:</b> event loop. */
  private abstract static class Series {
    final Promise<Result> done = Promise.promise();

    abstract void start();

    abstract void ended(Slot slot, Result result);
  }

  private Result run(Series series) {
    context.runOnContext(_ -> series.start());
    return series.done.future().await();
  }

  @Override
  public byte[] once() {
    Result result = run(new Row(1, Duration.ZERO, _ -> {}));
    return result.slice().segment().toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void sequential(int calls, Duration pause, LongConsumer nanos) {
    run(new Row(calls, pause, nanos));
  }

  @Override
  public long pipelined(int inFlight, Duration duration) {
    while (slots.size() < inFlight) {
      slots.add(new Slot());
    }
    Stream stream = new Stream(inFlight, duration);
    run(stream);
    return stream.calls;
  }

  /** One call after another. */
  private final class Row extends Series {
    private final long pauseNanos;
    private final LongConsumer nanos;
    private int left;
    private long startNanos;

    Row(int calls, Duration pause, LongConsumer nanos) {
      this.left = calls;
      this.pauseNanos = pause.toNanos();
      this.nanos = nanos;
    }

    @Override
    void start() {
      startNanos = System.nanoTime();
      slots.getFirst().call(this);
    }

    @Override
    void ended(Slot slot, Result result) {
      nanos.accept(System.nanoTime() - startNanos);
      if (--left == 0) {
        done.complete(result);
      } else if (pauseNanos == 0) {
        start();
      } else {
        // Vert.x's own timers know milliseconds only.
        var _ =
            context
                .nettyEventLoop()
                .schedule(() -> context.dispatch(this::start), pauseNanos, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** As many calls at once as there are slots for, until time is up. */
  private final class Stream extends Series {
    private final int inFlight;
    private final long durationNanos;
    private long endNanos;
    private int outstanding;
    private long calls;

    Stream(int inFlight, Duration duration) {
      this.inFlight = inFlight;
      this.durationNanos = duration.toNanos();
    }

    @Override
    void start() {
      endNanos = System.nanoTime() + durationNanos;
      outstanding = inFlight;
      for (int i = 0; i < inFlight; i++) {
        slots.get(i).call(this);
      }
    }

    @Override
    void ended(Slot slot, Result result) {
      calls++;
      if (System.nanoTime() - endNanos < 0) {
        slot.call(this);
      } else if (--outstanding == 0) {
        done.complete(result);
      }
    }
  }

  @Override
  public void close() {
    slots.forEach(Slot::close);
  }
}
