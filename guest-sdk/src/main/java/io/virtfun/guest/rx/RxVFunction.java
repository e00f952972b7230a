package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.guest.Result;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import java.time.Duration;
import java.util.Map;

/**
 * A {@link VFunction} whose calls are RxJava 3 types: submitted on subscription, anew for each.
 *
 * <p>Disposing of a call cancels it; what it holds of the arena comes back when it ends.
 *
 * <p><b>Thread:</b> any; immutable.
 */
public final class RxVFunction {
  private final VFunction function;

  private RxVFunction(VFunction function) {
    this.function = function;
  }

  /** The RxJava 3 face of a function. */
  public static RxVFunction of(VFunction function) {
    return new RxVFunction(function);
  }

  /** The function itself. */
  public VFunction delegate() {
    return function;
  }

  /** As {@link VFunction#spec()}. */
  public FunctionSpec spec() {
    return function.spec();
  }

  /** As {@link VFunction#arguments(Map)}. */
  public Arguments arguments(Map<String, ?> values) {
    return function.arguments(values);
  }

  /** As {@link VFunction#withOutputCapacity(long)}. */
  public RxVFunction withOutputCapacity(long bytes) {
    return new RxVFunction(function.withOutputCapacity(bytes));
  }

  /** As {@link VFunction#withPriority(int)}. */
  public RxVFunction withPriority(int priority) {
    return new RxVFunction(function.withPriority(priority));
  }

  /** As {@link VFunction#withTimeToLive(Duration)}. */
  public RxVFunction withTimeToLive(Duration time) {
    return new RxVFunction(function.withTimeToLive(time));
  }

  /** As {@link VFunction#withDevice(String)}. */
  public RxVFunction withDevice(String name) {
    return new RxVFunction(function.withDevice(name));
  }

  /** As {@link VFunction#waitingForRoom()}. */
  public RxVFunction waitingForRoom() {
    return new RxVFunction(function.waitingForRoom());
  }

  /** As {@link VFunction#call(Buffer)}. */
  public Single<Result> rxCall(Buffer input) {
    return rxCall(Map.of(), input);
  }

  /** As {@link VFunction#call(Map, Buffer)}. */
  public Single<Result> rxCall(Map<String, ?> arguments, Buffer input) {
    return Single.defer(() -> rxCall(function.arguments(arguments), input));
  }

  /** As {@link VFunction#call(Arguments, Buffer)}. */
  public Single<Result> rxCall(Arguments arguments, Buffer input) {
    return Rx.single(() -> function.start(arguments, input));
  }

  /** As {@link VFunction#call(Arguments, Slice, Slice)}. */
  public Single<Result> rxCall(Arguments arguments, Slice input, Slice output) {
    return Rx.single(() -> function.start(arguments, input, output));
  }

  /** {@link #rxCallAll(Arguments, Flowable, int)} with the function's defaults. */
  public Flowable<Result> rxCallAll(Flowable<Buffer> inputs, int maxInFlight) {
    return Flowable.defer(() -> rxCallAll(function.arguments(Map.of()), inputs, maxInFlight));
  }

  /**
   * Calls the function once per input; results come in the order of the inputs.
   *
   * <p>At most {@code maxInFlight} inputs are on their way: one more is asked for when a result has
   * been taken downstream. Where the session or its arena is full a call waits for room. The first
   * failure ends the flow; that and cancelling cancel what is in flight and take no more inputs.
   */
  public Flowable<Result> rxCallAll(Arguments arguments, Flowable<Buffer> inputs, int maxInFlight) {
    RxVFunction waiting = waitingForRoom();
    return inputs.concatMapEager(
        input -> waiting.rxCall(arguments, input).toFlowable(), maxInFlight, 1);
  }
}
