package io.virtfun.broker.demo;

import io.vertx.core.Future;
import io.virtfun.broker.demo.task.Exercise;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import java.util.Optional;

/**
 * An exercise in shared memory, where it can be called again and again, one call at a time.
 *
 * <p><b>Ownership:</b> closed before the session.
 */
final class Slot implements AutoCloseable {
  /**
   * What an output is filled with before a call, so that no earlier answer passes for a new one.
   */
  private static final byte UNWRITTEN = (byte) 0xA5;

  private final VFunction function;
  private final Exercise exercise;
  private final Slice input;
  private final Slice output;

  Slot(Session session, VFunction function, Exercise exercise) {
    this.function = function;
    this.exercise = exercise;
    this.input = session.allocate(exercise.input().byteSize());
    try {
      this.output = session.allocate(exercise.outputCapacityBytes());
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
    input.segment().copyFrom(exercise.input());
  }

  void clearOutput() {
    output.segment().fill(UNWRITTEN);
  }

  Future<Result> call() {
    return function.call(function.arguments(exercise.arguments()), input, output);
  }

  /** What is wrong with an answer; empty when it is right. */
  Optional<String> difference(Result result) {
    return exercise.check().difference(output.segment().asSlice(0, result.outputBytes()));
  }

  long payloadBytes(Result result) {
    return input.byteSize() + result.outputBytes();
  }

  /** Leaves lent slices, which a call that never ended has, to the end of the session. */
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
