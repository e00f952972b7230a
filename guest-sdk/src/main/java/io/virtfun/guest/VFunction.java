package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Catalogue;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function on the host, to be called.
 *
 * <p>Every call answers with a future that completes on the Vert.x context the caller is on, or
 * where it is on none on the context of the lane that took the call. Nothing is thrown: a call that
 * cannot be made is a failed future, a {@link CallException} unless the program misused a slice
 * ({@link IllegalStateException}).
 *
 * <p>Copies of a mebibyte or more are made on a worker thread where an event loop would make them;
 * the caller therefore leaves an input buffer alone until the future completes.
 *
 * <p><b>Thread:</b> any; immutable.
 */
public final class VFunction {
  private final Session session;
  private final Catalogue.Function function;
  private final CallOptions options;

  /** Encoded once; whoever finds none encodes the same. */
  private volatile @Nullable Arguments defaults;

  VFunction(Session session, Catalogue.Function function) {
    this(session, function, CallOptions.DEFAULT);
  }

  private VFunction(Session session, Catalogue.Function function, CallOptions options) {
    this.session = session;
    this.function = function;
    this.options = options;
  }

  /** What the function is, takes and gives. */
  public FunctionSpec spec() {
    return function.spec();
  }

  int id() {
    return function.id();
  }

  /** The session it is called through. */
  public Session session() {
    return session;
  }

  /**
   * The same function, whose calls on buffers make room for this much output.
   *
   * <p>Without it the room is what the function's output rule says; where that leaves the size to
   * the data it is eight times the input, at least 64 KiB and at most half the arena. A call whose
   * output does not fit fails with {@link CallException.OutputTooSmall} and is not repeated.
   */
  public VFunction withOutputCapacity(long bytes) {
    return new VFunction(session, function, options.withOutputCapacity(bytes));
  }

  /**
   * The same function, whose calls are more or less urgent than others that wait for the same
   * device: 0, the default, to 3, the most urgent. The host may take them for less.
   */
  public VFunction withPriority(int priority) {
    return new VFunction(session, function, options.withPriority(priority));
  }

  /**
   * The same function, whose calls fail with {@link CallException.Expired} once so much time has
   * passed since the host took them: those that wait at once, one that a device runs when the
   * device has ended it. A host of a wire version before 1.2 knows neither this nor priorities.
   *
   * @param time up to 4294967295 µs
   */
  public VFunction withTimeToLive(Duration time) {
    return new VFunction(session, function, options.withTimeToLive(time));
  }

  /**
   * The same function, whose calls run on one device and on no other: they fail with {@link
   * CallException.NoDevice} where it does not serve or does not have the function.
   *
   * <p><b>Errors:</b> {@link CallException.UnknownDevice} names the devices that there are; also
   * where the host is of a wire version before 1.3, or the device's number is above 255.
   *
   * @param name as in {@link Session#devices()}
   */
  public VFunction withDevice(String name) {
    return new VFunction(session, function, options.withDevice(session.deviceNumber(name)));
  }

  /**
   * The same function, whose calls wait where the session or its arena is full, instead of failing.
   * With too many waiting they fail even so. A copying call keeps its input buffer meanwhile.
   */
  public VFunction waitingForRoom() {
    return new VFunction(session, function, options.waiting());
  }

  CallOptions options() {
    return options;
  }

  /**
   * Arguments from named values: {@link Number} for numbers, {@code byte[]} for bytes, or text as
   * on a command line. Missing ones take their default.
   *
   * <p><b>Errors:</b> {@link CallException.BadArgument}.
   */
  public Arguments arguments(Map<String, ?> values) {
    try {
      return Arguments.of(spec(), values);
    } catch (IllegalArgumentException e) {
      throw new CallException.BadArgument(String.valueOf(e.getMessage()));
    }
  }

  /** Calls the function with its defaults; the input is copied in, the output copied out. */
  public Future<Result> call(Buffer input) {
    try {
      return call(defaults(), input);
    } catch (CallException e) {
      return failed(e);
    }
  }

  private Arguments defaults() {
    Arguments known = defaults;
    if (known == null) {
      known = arguments(Map.of());
      defaults = known;
    }
    return known;
  }

  /** Calls the function; the input is copied in, the output copied out. */
  public Future<Result> call(Map<String, ?> arguments, Buffer input) {
    try {
      return call(arguments(arguments), input);
    } catch (CallException e) {
      return failed(e);
    }
  }

  /** Calls the function; the input is copied in, the output copied out. */
  public Future<Result> call(Arguments arguments, Buffer input) {
    if (options.waits()) {
      return start(arguments, input).result();
    }
    try {
      return copyingCall(arguments, input).future();
    } catch (CallException | IllegalStateException e) {
      return failed(e);
    }
  }

  /**
   * Calls the function where the bytes lie. Both slices are lent until the future completes, then
   * they are the caller's again, whatever the outcome but {@link CallException.LaneQuarantined}.
   */
  public Future<Result> call(Arguments arguments, Slice input, Slice output) {
    if (options.waits()) {
      return start(arguments, input, output).result();
    }
    try {
      return lendingCall(arguments, input, output).future();
    } catch (CallException | IllegalStateException e) {
      return failed(e);
    }
  }

  /** As {@link #call(Arguments, Buffer)}, to be cancelled. */
  public OngoingCall start(Arguments arguments, Buffer input) {
    return start(() -> copyingCall(arguments, input), () -> arenaBytes(arguments, input.length()));
  }

  /** As {@link #call(Arguments, Slice, Slice)}, to be cancelled. */
  public OngoingCall start(Arguments arguments, Slice input, Slice output) {
    return start(
        () -> lendingCall(arguments, input, output),
        () -> ArenaAllocator.blockBytes(arguments.sizeBytes()));
  }

  private OngoingCall start(Supplier<Call> maker, LongSupplier arenaBytes) {
    if (options.waits()) {
      WaitingCall call = new WaitingCall(this, maker, arenaBytes);
      call.begin();
      return call;
    }
    try {
      return new MadeCall(maker.get());
    } catch (CallException | IllegalStateException e) {
      return new MadeCall(failed(e));
    }
  }

  private Future<Result> failed(RuntimeException cause) {
    CallException ended = session.endedFailure(spec().name());
    return session.callers().failed(ended == null ? cause : ended);
  }

  /** Most arena bytes that {@link #call(Arguments, Buffer)} takes while it runs. */
  public long arenaBytes(Arguments arguments, long inputBytes) {
    return Call.outputAt(spec(), inputBytes)
        + ArenaAllocator.blockBytes(options.roomForOutput(this, arguments, inputBytes))
        + ArenaAllocator.blockBytes(arguments.sizeBytes())
        + spec().alignmentBytes();
  }

  private Call copyingCall(Arguments arguments, Buffer input) {
    session.requireOpen(spec().name());
    if (session.localChecks()) {
      CallChecks.requireArguments(spec(), arguments);
      CallChecks.requireInputSize(spec(), arguments, input.length());
    }
    long room = options.roomForOutput(this, arguments, input.length());
    if (session.localChecks()) {
      CallChecks.requireOutputCapacity(spec(), arguments, input.length(), room);
    }
    Lane lane = session.lanes().acquire(spec().name());
    Call call;
    try {
      call = Call.copying(lane, this, arguments, input.length(), room);
    } catch (RuntimeException e) {
      lane.release();
      throw e;
    }
    ContextInternal caller = session.callers().context();
    if (input.length() >= Call.LONG_COPY_BYTES && caller != null && caller.isEventLoopContext()) {
      caller
          .executeBlocking(() -> call.writeInput(input), false)
          .onComplete((_, failure) -> dispatch(call, failure));
    } else {
      dispatch(call, writeInput(call, input));
    }
    return call;
  }

  private static @Nullable Throwable writeInput(Call call, Buffer input) {
    try {
      call.writeInput(input);
      return null;
    } catch (IllegalStateException e) {
      return e;
    }
  }

  private void dispatch(Call call, @Nullable Throwable failure) {
    if (failure == null) {
      call.lane().dispatch(call);
    } else {
      // Nothing but the region's end makes writing fail.
      call.lane().release();
      call.failed(Ending.CLOSED.failure(spec().name()));
    }
  }

  private Call lendingCall(Arguments arguments, Slice input, Slice output) {
    session.requireOpen(spec().name());
    if (session.localChecks()) {
      CallChecks.requireArguments(spec(), arguments);
      CallChecks.requireSlices(session, spec(), input, output);
      CallChecks.requireInputSize(spec(), arguments, input.byteSize());
      CallChecks.requireOutputCapacity(spec(), arguments, input.byteSize(), output.byteSize());
    }
    Lane lane = session.lanes().acquire(spec().name());
    Call call;
    try {
      call = Call.lending(lane, this, arguments, input, output);
    } catch (RuntimeException e) {
      lane.release();
      throw e;
    }
    lane.dispatch(call);
    return call;
  }
}
