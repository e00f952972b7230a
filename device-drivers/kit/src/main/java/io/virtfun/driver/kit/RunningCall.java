package io.virtfun.driver.kit;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call started as the broker starts it: on a worker, or by the caller where the device signals
 * its end.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> closed once the call has ended.
 */
final class RunningCall implements AutoCloseable {
  private final GuardedSlices slices;
  private final TestCancellation cancellation;
  private final AtomicInteger ends = new AtomicInteger();
  private final CompletableFuture<Outcome> ended = new CompletableFuture<>();

  private RunningCall(GuardedSlices slices, TestCancellation cancellation) {
    this.slices = slices;
    this.cancellation = cancellation;
  }

  static RunningCall start(TestDevice device, Sample sample, Executor workers) {
    return start(device, sample, workers, new TestCancellation());
  }

  static RunningCall start(
      TestDevice device, Sample sample, Executor workers, TestCancellation cancellation) {
    FunctionSpec spec = device.spec(sample.function());
    GuardedSlices slices =
        new GuardedSlices(sample.input(), sample.capacityBytes(), spec.alignmentBytes());
    RunningCall call = new RunningCall(slices, cancellation);
    Invocation invocation =
        new Invocation(
            Arguments.of(spec, sample.parameters()),
            slices.input().asReadOnly(),
            slices.output(),
            cancellation);
    call.start(device.function(sample.function()), invocation, workers);
    return call;
  }

  private void start(DeviceFunction function, Invocation invocation, Executor workers) {
    switch (function) {
      case DeviceFunction.Synchronous synchronous ->
          workers.execute(
              () -> {
                try {
                  end(synchronous.kernel().run(invocation));
                } catch (Throwable e) {
                  ended.completeExceptionally(e);
                }
              });
      case DeviceFunction.Asynchronous asynchronous -> {
        try {
          asynchronous.kernel().start(invocation, this::end);
        } catch (RuntimeException e) {
          ended.completeExceptionally(e);
        }
      }
    }
  }

  private void end(Outcome outcome) {
    ends.incrementAndGet();
    ended.complete(Objects.requireNonNull(outcome, "a call ends as something"));
  }

  /** When the call ends. */
  CompletableFuture<Outcome> ended() {
    return ended;
  }

  /** How the call ended; throws what the device threw. */
  Outcome outcome() {
    return ended.join();
  }

  /** Waits until it has ended, as whatever. */
  void awaitAnyEnd() {
    var _ = ended.handle((_, _) -> true).join();
  }

  /** How often the device said that it ended. */
  int ends() {
    return ends.get();
  }

  TestCancellation cancellation() {
    return cancellation;
  }

  GuardedSlices slices() {
    return slices;
  }

  /** The result of a call that went well. */
  byte[] result() {
    return Arrays.copyOf(
        slices.output().toArray(ValueLayout.JAVA_BYTE), Math.toIntExact(outcome().value()));
  }

  @Override
  public void close() {
    slices.close();
  }
}
