package io.virtfun.broker.chaos;

import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.demo.task.Exercise;
import io.virtfun.functions.Arguments;
import io.virtfun.guest.OngoingCall;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One call with what it needs of the region.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} wherever the session was closed meanwhile.
 */
sealed interface Attempt extends AutoCloseable {
  /** Makes the call. */
  OngoingCall start();

  /** The answer of a call that went well. */
  MemorySegment answer(Result result);

  /** Frees what it took. */
  @Override
  void close();

  /** <b>Errors:</b> {@link io.virtfun.guest.CallException} where there is no room for it. */
  static Attempt of(Session session, VFunction function, PlannedCall call) {
    Arguments arguments = function.arguments(call.exercise().arguments());
    return call.lends()
        ? Lending.of(session, function, arguments, call.exercise())
        : new Copying(function, arguments, call.exercise());
  }

  /** In the region, where the bytes lie. */
  record Lending(VFunction function, Arguments arguments, Slice input, Slice output)
      implements Attempt {
    /** So that no earlier answer passes for a new one. */
    private static final byte UNWRITTEN = (byte) 0xA5;

    private static Lending of(
        Session session, VFunction function, Arguments arguments, Exercise exercise) {
      Slice input = session.allocate(exercise.input().byteSize());
      try {
        Slice output = session.allocate(exercise.outputCapacityBytes());
        input.segment().copyFrom(exercise.input());
        output.segment().fill(UNWRITTEN);
        return new Lending(function, arguments, input, output);
      } catch (RuntimeException e) {
        input.close();
        throw e;
      }
    }

    @Override
    public OngoingCall start() {
      return function.start(arguments, input, output);
    }

    @Override
    public MemorySegment answer(Result result) {
      return output.segment().asSlice(0, result.outputBytes());
    }

    @Override
    public void close() {
      if (!input.isLent()) {
        input.close();
      }
      if (!output.isLent()) {
        output.close();
      }
    }
  }

  /** With copies in and out. */
  record Copying(VFunction function, Arguments arguments, Exercise exercise) implements Attempt {
    @Override
    public OngoingCall start() {
      byte[] input = exercise.input().toArray(ValueLayout.JAVA_BYTE);
      return function
          .withOutputCapacity(exercise.outputCapacityBytes())
          .start(arguments, Buffer.buffer(input));
    }

    @Override
    public MemorySegment answer(Result result) {
      return MemorySegment.ofArray(result.output().getBytes());
    }

    @Override
    public void close() {}
  }
}
