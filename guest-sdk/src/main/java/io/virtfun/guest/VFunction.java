package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Catalogue;
import java.util.Map;
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
  private static final long DEFAULT_OUTPUT_BYTES = 64 * 1024;
  private static final long DEFAULT_OUTPUT_FACTOR = 8;
  private static final long NOT_SET = -1;

  private final Session session;
  private final Catalogue.Function function;
  private final long outputCapacity;

  /** Encoded once; whoever finds none encodes the same. */
  private volatile @Nullable Arguments defaults;

  VFunction(Session session, Catalogue.Function function) {
    this(session, function, NOT_SET);
  }

  private VFunction(Session session, Catalogue.Function function, long outputCapacity) {
    this.session = session;
    this.function = function;
    this.outputCapacity = outputCapacity;
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
    if (bytes < 0 || bytes > SizeRule.MAX_BYTES) {
      throw new IllegalArgumentException(
          "outputCapacity: " + bytes + " (expected: 0.." + SizeRule.MAX_BYTES + ")");
    }
    return new VFunction(session, function, bytes);
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
      return copyingCall(defaults(), input);
    } catch (CallException | IllegalStateException e) {
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
      return copyingCall(arguments(arguments), input);
    } catch (CallException | IllegalStateException e) {
      return failed(e);
    }
  }

  /** Calls the function; the input is copied in, the output copied out. */
  public Future<Result> call(Arguments arguments, Buffer input) {
    try {
      return copyingCall(arguments, input);
    } catch (CallException | IllegalStateException e) {
      return failed(e);
    }
  }

  /**
   * Calls the function where the bytes lie. Both slices are lent until the future completes, then
   * they are the caller's again, whatever the outcome but {@link CallException.LaneQuarantined}.
   */
  public Future<Result> call(Arguments arguments, Slice input, Slice output) {
    try {
      return lendingCall(arguments, input, output);
    } catch (CallException | IllegalStateException e) {
      return failed(e);
    }
  }

  private Future<Result> failed(RuntimeException cause) {
    CallException ended = session.endedFailure(spec().name());
    return session.failed(ended == null ? cause : ended);
  }

  /** Most arena bytes that {@link #call(Arguments, Buffer)} takes while it runs. */
  public long arenaBytes(Arguments arguments, long inputBytes) {
    return Call.outputAt(spec(), inputBytes)
        + ArenaAllocator.blockBytes(roomForOutput(arguments, inputBytes))
        + ArenaAllocator.blockBytes(arguments.sizeBytes())
        + spec().alignmentBytes();
  }

  private Future<Result> copyingCall(Arguments arguments, Buffer input) {
    session.requireOpen(spec().name());
    if (session.localChecks()) {
      CallChecks.requireArguments(spec(), arguments);
      CallChecks.requireInputSize(spec(), arguments, input.length());
    }
    long room = roomForOutput(arguments, input.length());
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
    ContextInternal caller = session.callerContext();
    if (input.length() >= Call.LONG_COPY_BYTES && caller != null && caller.isEventLoopContext()) {
      caller
          .executeBlocking(() -> call.writeInput(input), false)
          .onComplete((_, failure) -> dispatch(call, failure));
    } else {
      dispatch(call, writeInput(call, input));
    }
    return call.future();
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

  private Future<Result> lendingCall(Arguments arguments, Slice input, Slice output) {
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
    return call.future();
  }

  private long roomForOutput(Arguments arguments, long inputBytes) {
    if (outputCapacity != NOT_SET) {
      return outputCapacity;
    }
    SizeRule rule = spec().output();
    long room = rule.evaluate(inputBytes, arguments);
    if (room >= 0) {
      return room;
    }
    if (session.localChecks() && rule.kind() == SizeRule.Kind.EXACT) {
      throw new CallException.BadInputSize(
          "%s.output: no size for an input of %d bytes (expected: arguments that give one)"
              .formatted(spec().name(), inputBytes));
    }
    long most = Math.min(rule.maxBytes(), session.arenaBytes() / 2);
    return Math.min(most, Math.max(DEFAULT_OUTPUT_BYTES, inputBytes * DEFAULT_OUTPUT_FACTOR));
  }
}
