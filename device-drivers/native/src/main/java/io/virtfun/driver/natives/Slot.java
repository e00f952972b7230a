package io.virtfun.driver.natives;

import io.virtfun.driver.natives.Message.Reply;
import io.virtfun.driver.natives.Message.Request;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One runner after another, and the memory they share with the device: runs one call at a time.
 *
 * <p><b>Thread:</b> the worker that took the slot; {@link #stop} and what ends a call early any.
 */
final class Slot implements AutoCloseable {
  /** How long a function that looks at its cancel flag has for ending by itself. */
  private static final long GRACE_MILLIS = 100;

  private final Path library;
  private final Staging staging;
  private final LongSupplier clock;
  private final FaultLog log;

  // The worker's only.
  private final Backoff backoff = new Backoff();
  private byte[] table = {};
  private long sequence;

  // Guarded by this.
  private @Nullable RunnerProcess runner;
  private @Nullable Invocation running;
  private long entered;
  private boolean aborted;
  private boolean closed;

  Slot(String name, Options options, LongSupplier clock, FaultLog log) throws IOException {
    this.library = options.library();
    this.clock = clock;
    this.log = log;
    this.staging = new Staging(name, options.layout());
  }

  /** Starts the first runner without waiting for it. */
  void start() throws IOException {
    use(RunnerProcess.start(staging, library));
  }

  /** Waits for the first runner and answers the library's table. */
  byte[] hello() throws IOException {
    RunnerProcess first = live();
    if (first == null) {
      throw new IOException("the library's process was not started");
    }
    table = first.hello();
    return table.clone();
  }

  private synchronized void use(@Nullable RunnerProcess next) {
    runner = next;
    if (closed && next != null) {
      next.kill();
    }
  }

  private synchronized @Nullable RunnerProcess live() {
    return runner;
  }

  /** Whether a call would find a process. */
  boolean isLive() {
    return live() != null;
  }

  /** The process id of the runner; 0 without one. */
  long pid() {
    RunnerProcess live = live();
    return live == null ? 0 : live.pid();
  }

  synchronized boolean isRunning(Invocation call) {
    return call.equals(running);
  }

  /** Looks for the process, and starts another where it is gone and may be. */
  Probe check() {
    RunnerProcess process = live();
    if (process != null && !process.isAlive()) {
      process.close();
      lost("a check", "the library's process ended without a call");
    }
    return restarted("a check") == null
        ? new Probe.Unavailable("the library's process ended and cannot be started again yet")
        : new Probe.Available("process " + pid());
  }

  Outcome run(int function, FunctionSpec spec, Invocation call) {
    if (call.cancellation().isRequested()) {
      return Outcome.stopped();
    }
    String name = spec.qualifiedName();
    long inputBytes = call.input().byteSize();
    if (!staging.admits(inputBytes)) {
      return failed(name, inputBytes + " bytes of input (expected: at most options.staging)");
    }
    RunnerProcess process = restarted(name);
    if (process == null) {
      return Outcome.deviceFailed();
    }
    Request request =
        new Request(++sequence, function, inputBytes, capacity(spec, call), spec.alignmentBytes());
    try {
      staging.send(call, request);
      return run(process, spec, call, request);
    } finally {
      staging.release(request);
    }
  }

  private Outcome run(RunnerProcess process, FunctionSpec spec, Invocation call, Request request) {
    long number = enter(call);
    // Only now: what it asks to end before would not be found.
    call.cancellation().onRequest(() -> abort(number));
    Reply reply;
    try {
      reply = process.call(request);
    } catch (IOException e) {
      if (isAborted()) {
        use(null);
        return Outcome.stopped();
      }
      return lost(spec.qualifiedName(), String.valueOf(e.getMessage()));
    } finally {
      leave();
    }
    return outcome(spec, call, request, reply);
  }

  /** No more than the function's rule allows and the memory holds. */
  private long capacity(FunctionSpec spec, Invocation call) {
    long most = Math.min(call.output().byteSize(), staging.mostOutputBytes());
    long bound = spec.output().evaluate(call.input().byteSize(), call.arguments());
    return bound < 0 ? most : Math.min(bound, most);
  }

  private @Nullable RunnerProcess restarted(String function) {
    RunnerProcess process = live();
    if (process != null) {
      return process;
    }
    long leftNanos = backoff.leftNanos(clock.getAsLong());
    if (leftNanos > 0) {
      failed(
          function,
          "the library's process ended and is started again in "
              + TimeUnit.NANOSECONDS.toMillis(leftNanos)
              + " ms at the earliest");
      return null;
    }
    try {
      process = RunnerProcess.start(staging, library);
      use(process);
      if (!Arrays.equals(table, process.hello())) {
        process.close();
        throw new IOException("the library has changed: restart the broker");
      }
      return process;
    } catch (IOException e) {
      lost(function, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private synchronized long enter(Invocation call) {
    running = call;
    aborted = false;
    return ++entered;
  }

  private synchronized void leave() {
    running = null;
  }

  private Outcome lost(String function, String reason) {
    use(null);
    backoff.failed(clock.getAsLong());
    return failed(function, reason);
  }

  private synchronized boolean isAborted() {
    return aborted;
  }

  private Outcome failed(String function, String reason) {
    log.failed(function, reason);
    return Outcome.deviceFailed();
  }

  private Outcome outcome(FunctionSpec spec, Invocation call, Request request, Reply reply) {
    long written = reply.writtenBytes();
    boolean right =
        switch (reply.code()) {
          case Reply.OK -> keepsRule(spec, call, written) && written <= request.capacityBytes();
          case Reply.OUTPUT_TOO_SMALL -> request.capacityBytes() == call.output().byteSize();
          default -> true;
        };
    if (written < 0 || !right) {
      return failed(
          spec.qualifiedName(), "returned " + reply.code() + " with " + written + " bytes");
    }
    if (reply.code() == Reply.OK) {
      staging.receive(call, request, written);
    }
    backoff.wentWell();
    return switch (reply.code()) {
      case Reply.OK -> Outcome.ok(written);
      case Reply.OUTPUT_TOO_SMALL -> Outcome.outputTooSmall(written);
      case Reply.BAD_DATA -> Outcome.badData();
      case Reply.CANCELLED ->
          isAborted()
              ? Outcome.stopped()
              : failed(spec.qualifiedName(), "ended as cancelled, which nobody asked for");
      default -> failed(spec.qualifiedName(), "returned " + reply.code());
    };
  }

  private static boolean keepsRule(FunctionSpec spec, Invocation call, long written) {
    return spec.output().kind() != SizeRule.Kind.EXACT
        || written == spec.output().evaluate(call.input().byteSize(), call.arguments());
  }

  /** Ends a call if it still runs: asks the function, then ends the process. Does not block. */
  private synchronized void abort(long number) {
    if (isRunning(number)) {
      aborted = true;
      staging.cancel();
      CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> killIfRunning(number));
    }
  }

  private synchronized void killIfRunning(long number) {
    if (isRunning(number)) {
      kill();
    }
  }

  private synchronized boolean isRunning(long number) {
    return running != null && number == entered;
  }

  /** Ends the process and lets no other start to serve calls. */
  synchronized void stop() {
    closed = true;
    kill();
  }

  private synchronized void kill() {
    if (runner != null) {
      runner.kill();
    }
  }

  /** Ends the process and frees the memory, without a call in the slot. */
  @Override
  public void close() throws IOException {
    stop();
    RunnerProcess last = live();
    if (last != null) {
      last.close();
    }
    staging.close();
  }
}
