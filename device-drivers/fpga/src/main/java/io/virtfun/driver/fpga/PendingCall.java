package io.virtfun.driver.fpga;

import java.lang.foreign.MemorySegment;

/**
 * One call from its start to its end.
 *
 * <p><b>Thread:</b> the accelerator's, where not said otherwise.
 */
final class PendingCall {
  private static final long NOT_POSTED = -1;

  /** Hears how a call ended, once. */
  @FunctionalInterface
  interface Listener {
    /**
     * <b>Thread:</b> the accelerator's; must not block.
     *
     * @param result how
     * @param outputBytes written, or needed where the output is too small
     * @param deviceCycles from the descriptor's arrival in a slot to its end, at the device's clock
     */
    void ended(Result result, long outputBytes, long deviceCycles);
  }

  // Immutable.
  private final FpgaFunction function;
  private final MemorySegment input;
  private final MemorySegment output;
  private final int flags;
  private final Listener listener;

  // The accelerator's thread only.
  private long tag;
  private long inputAddress;
  private long outputAddress;
  private long position = NOT_POSTED;
  private boolean abortRequested;

  PendingCall(
      FpgaFunction function,
      MemorySegment input,
      MemorySegment output,
      int flags,
      Listener listener) {
    this.function = function;
    this.input = input;
    this.output = output;
    this.flags = flags;
    this.listener = listener;
  }

  /** <b>Thread:</b> any. */
  FpgaFunction function() {
    return function;
  }

  MemorySegment input() {
    return input;
  }

  MemorySegment output() {
    return output;
  }

  /** Those of its descriptor. */
  int flags() {
    return flags | (abortRequested ? Codes.bit(Codes.FLAG_ABORT) : 0);
  }

  long tag() {
    return tag;
  }

  long inputAddress() {
    return inputAddress;
  }

  long outputAddress() {
    return outputAddress;
  }

  long position() {
    return position;
  }

  boolean isPosted() {
    return position != NOT_POSTED;
  }

  void requestAbort() {
    abortRequested = true;
  }

  void mapped(long newTag, long newInputAddress, long newOutputAddress) {
    tag = newTag;
    inputAddress = newInputAddress;
    outputAddress = newOutputAddress;
  }

  void posted(long newPosition) {
    position = newPosition;
  }

  void end(Result result, long outputBytes, long deviceCycles) {
    listener.ended(result, outputBytes, deviceCycles);
  }
}
