package io.virtfun.benchmarks.network;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.virtfun.benchmarks.peer.Offload;
import io.virtfun.benchmarks.peer.Request;
import io.virtfun.functions.Arguments;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import io.virtfun.shm.Polling;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Calls over the guest's SDK, each made when the one before has completed, as its Futures are meant
 * to be used.
 */
final class VirtFunOffload implements Offload {
  /**
   * How long to look for an answer before sleeping: longer than a call that waits for nothing,
   * since a wake-up of a virtual machine costs more than the call.
   */
  static final Duration LINGER = Duration.ofMillis(2);

  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
  private final Session session;

  VirtFunOffload(String address) {
    session =
        VirtFun.connect(vertx, ConnectOptions.to(address).withPolling(Polling.fixed(LINGER)))
            .await();
  }

  /** The call that a cell names. */
  Request request(Cell cell) {
    return cell.request(session.function(cell.function()).arguments(cell.parameters()).encoded());
  }

  @Override
  public byte[] call(Request request) {
    Run run = new Run(request, 1, _ -> {}, _ -> {});
    vertx.runOnContext(_ -> run.next());
    return run.done.future().await();
  }

  @Override
  public void repeat(Request request, int calls, LongConsumer nanos) {
    repeat(request, calls, nanos, _ -> {});
  }

  /** As {@link #repeat}, telling also how long the function ran. */
  void repeat(Request request, int calls, LongConsumer nanos, LongConsumer ranNanos) {
    Run run = new Run(request, calls, nanos, ranNanos);
    vertx.runOnContext(_ -> run.next());
    run.done.future().await();
  }

  /** Calls in a row, from the heap to the heap. */
  private final class Run {
    private final Request request;
    private final LongConsumer nanos;
    private final LongConsumer ranNanos;
    private final VFunction function;
    private final Arguments arguments;
    private final Slice input;
    private final Slice output;
    private final Promise<byte[]> done = Promise.promise();
    private int left;
    private long startNanos;

    Run(Request request, int calls, LongConsumer nanos, LongConsumer ranNanos) {
      this.request = request;
      this.left = calls;
      this.nanos = nanos;
      this.ranNanos = ranNanos;
      function = session.function(request.function());
      arguments = Arguments.decode(function.spec(), request.arguments());
      input = session.allocate(request.input().length);
      output = session.allocate(Math.max(1, request.outputBytes()));
    }

    /** Whatever goes wrong ends the run, or its caller waits for ever. */
    void next() {
      try {
        call();
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }

    private void call() {
      startNanos = System.nanoTime();
      MemorySegment.copy(
          request.input(), 0, input.segment(), ValueLayout.JAVA_BYTE, 0, request.input().length);
      function.call(arguments, input, output).onSuccess(this::ended).onFailure(this::failed);
    }

    private void ended(Result result) {
      try {
        take(result);
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }

    private void take(Result result) {
      byte[] bytes = new byte[(int) result.outputBytes()];
      MemorySegment.copy(output.segment(), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
      nanos.accept(System.nanoTime() - startNanos);
      ranNanos.accept(result.receipt().ran().toNanos());
      if (--left > 0) {
        next();
      } else {
        close();
        done.complete(bytes);
      }
    }

    private void failed(Throwable e) {
      close();
      done.fail(e);
    }

    private void close() {
      input.close();
      output.close();
    }
  }

  @Override
  public void close() {
    session.close().await();
    vertx.close().await();
  }
}
