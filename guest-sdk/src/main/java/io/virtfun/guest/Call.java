package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.Why;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function on an input and an output slice, both of which it borrows until it ends.
 *
 * <p>A copying call also owns the block in which the two lie: it frees the block when it ends, and
 * its result is a copy.
 *
 * <p><b>Thread:</b> made on the caller's, then the lane's event loop.
 */
final class Call extends PendingCall {
  /** Copies at least this long are not made on an event loop. */
  static final long LONG_COPY_BYTES = 1 << 20;

  private final VFunction function;
  private final Arguments arguments;
  private final Slice input;
  private final Slice output;
  private final PromiseInternal<Result> promise;
  private @Nullable Slice ownBlock;
  private @Nullable Slice argumentsSlice;

  private Call(Lane lane, VFunction function, Arguments arguments, Slice input, Slice output) {
    super(lane, System.nanoTime());
    this.function = function;
    this.arguments = arguments;
    this.input = input;
    this.output = output;
    ContextInternal caller = function.session().callers().context();
    this.promise = (caller == null ? lane.context() : caller).promise();
  }

  /** A call on slices that the caller lends. <b>Errors:</b> nothing stays lent. */
  static Call lending(
      Lane lane, VFunction function, Arguments arguments, Slice input, Slice output) {
    Call call = new Call(lane, function, arguments, input, output);
    call.borrow();
    return call;
  }

  /**
   * A call on a block of its own; the input is still to be written. <b>Errors:</b> nothing stays
   * allocated.
   */
  static Call copying(
      Lane lane, VFunction function, Arguments arguments, long inputBytes, long outputCapacity) {
    int alignment = function.spec().alignmentBytes();
    long outputAt = outputAt(function.spec(), inputBytes);
    Slice block = function.session().allocate(outputAt + outputCapacity, alignment);
    try {
      Call call =
          new Call(
              lane,
              function,
              arguments,
              block.slice(0, inputBytes),
              block.slice(outputAt, outputCapacity));
      call.borrow();
      call.ownBlock = block;
      return call;
    } catch (RuntimeException e) {
      block.close();
      throw e;
    }
  }

  /** Where the output lies in the block of a copying call. */
  static long outputAt(FunctionSpec function, long inputBytes) {
    int unit = Math.max(function.alignmentBytes(), ArenaAllocator.GRANULE_BYTES);
    return Math.ceilDiv(inputBytes, unit) * unit;
  }

  private void borrow() {
    input.lend();
    try {
      output.lend();
    } catch (IllegalStateException e) {
      input.giveBack();
      throw e;
    }
    try {
      if (arguments.sizeBytes() > SubmissionEntry.INLINE_ARGUMENT_BYTES) {
        Slice slice = function.session().allocate(arguments.sizeBytes(), 1);
        argumentsSlice = slice;
        arguments.copyTo(slice.segment(), 0);
      }
    } catch (RuntimeException e) {
      giveBack();
      throw e;
    }
  }

  private void giveBack() {
    input.giveBack();
    output.giveBack();
    if (argumentsSlice != null) {
      argumentsSlice.close();
      argumentsSlice = null;
    }
  }

  /** Where the input of a copying call is written. */
  @Nullable Void writeInput(Buffer source) {
    BufferCopies.write(source, input.arena().memory(input.offset(), input.byteSize()));
    return null;
  }

  /** What the host knows it by, once it does. */
  OptionalLong submittedAs() {
    long id = correlationId();
    return id == NOT_SUBMITTED ? OptionalLong.empty() : OptionalLong.of(id);
  }

  Future<Result> future() {
    return promise.future();
  }

  FunctionSpec spec() {
    return function.spec();
  }

  Arguments arguments() {
    return arguments;
  }

  Slice input() {
    return input;
  }

  Slice output() {
    return output;
  }

  String deviceName(int number) {
    return function.session().deviceName(number);
  }

  @Override
  String name() {
    return function.spec().name();
  }

  @Override
  void describe(SubmissionEntry entry, long correlationId) {
    entry
        .set(correlationId, function.id(), input.offset(), input.byteSize())
        .output(output.offset(), output.byteSize());
    if (function.session().region().offersCancellation()) {
      // Older hosts refuse calls that have any.
      CallOptions options = function.options();
      entry.priority(options.priority()).timeToLiveMicros(options.timeToLiveMicros());
    }
    // The host has been asked whether it takes one: CallOptions knows of none otherwise.
    entry.device(function.options().device());
    if (argumentsSlice == null) {
      entry.inlineArguments(arguments);
    } else {
      entry.indirectArguments(argumentsSlice.offset(), (int) argumentsSlice.byteSize());
    }
  }

  @Override
  void completed(CompletionEntry entry) {
    long roundTripNanos = System.nanoTime() - startNanos();
    if (entry.status != Status.OK.code()) {
      failed(StatusFailures.of(this, entry));
      return;
    }
    long outputBytes = entry.outputBytes;
    if (outputBytes > output.byteSize()) {
      failed(
          new CallException.InvalidCompletion(
              "%s.output: %d bytes completed (expected: at most %d)"
                  .formatted(name(), outputBytes, output.byteSize())));
      return;
    }
    Receipt receipt = receipt(entry, roundTripNanos);
    if (ownBlock == null) {
      giveBack();
      promise.complete(Result.inPlace(output, outputBytes, receipt));
    } else {
      completeByCopying(outputBytes, receipt);
    }
  }

  private void completeByCopying(long outputBytes, Receipt receipt) {
    // Before it is given back: from then on its owner may free it.
    Slice written = output.slice(0, outputBytes);
    giveBack();
    if (outputBytes < LONG_COPY_BYTES) {
      copyOut(written, receipt);
    } else {
      lane()
          .context()
          .executeBlocking(() -> copyOut(written, receipt), false)
          .onFailure(_ -> copyOut(written, receipt));
    }
  }

  private Receipt receipt(CompletionEntry entry, long roundTripNanos) {
    return new Receipt(
        Math.max(0, entry.queuedNanos),
        Math.max(0, entry.ranNanos),
        roundTripNanos,
        deviceName(entry.device),
        lane().index(),
        Math.max(0, entry.deviceCycles),
        why(entry.why),
        entry.attempts);
  }

  private static Why why(int code) {
    Why known = Why.ofCode(code);
    return known == null ? Why.UNKNOWN : known;
  }

  private @Nullable Void copyOut(Slice written, Receipt receipt) {
    Buffer copy;
    try {
      copy = written.read();
    } catch (Throwable e) {
      // No defect: the session was closed meanwhile, or the heap has no room for the copy.
      CallException ended = function.session().endedFailure(name());
      freeBlock();
      promise.fail(ended == null ? e : ended);
      return null;
    }
    freeBlock();
    promise.complete(Result.copied(copy, receipt));
    return null;
  }

  private void freeBlock() {
    if (ownBlock != null) {
      ownBlock.close();
      ownBlock = null;
    }
  }

  @Override
  void failed(CallException cause) {
    giveBack();
    freeBlock();
    promise.fail(cause);
  }

  @Override
  void stranded(CallException cause) {
    input.strand();
    output.strand();
    promise.fail(cause);
  }
}
