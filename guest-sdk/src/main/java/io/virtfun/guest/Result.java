package io.virtfun.guest;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a call gave.
 *
 * <p><b>Thread:</b> any, as far as its slice allows.
 */
public final class Result {
  private final long outputBytes;
  private final Receipt receipt;
  private final @Nullable Buffer buffer;
  private final @Nullable Slice slice;

  private Result(
      long outputBytes, Receipt receipt, @Nullable Buffer buffer, @Nullable Slice slice) {
    this.outputBytes = outputBytes;
    this.receipt = receipt;
    this.buffer = buffer;
    this.slice = slice;
  }

  static Result copied(Buffer output, Receipt receipt) {
    return new Result(output.length(), receipt, output, null);
  }

  /** In the first bytes of a slice. */
  static Result inPlace(Slice slice, long outputBytes, Receipt receipt) {
    return new Result(outputBytes, receipt, null, slice);
  }

  /** Length of the output. */
  public long outputBytes() {
    return outputBytes;
  }

  /** The output; of a call on slices, a copy made now. */
  public Buffer output() {
    if (buffer != null) {
      return buffer;
    }
    return slice().read();
  }

  /**
   * The written part of the slice that the call was given for its output.
   *
   * <p><b>Ownership:</b> ends with that slice. <b>Errors:</b> {@link IllegalStateException} where
   * the call was given a buffer.
   */
  public Slice slice() {
    if (slice == null) {
      throw new IllegalStateException(
          "the result of a call on a buffer has no slice (expected: output())");
    }
    return slice.slice(0, outputBytes);
  }

  /** Where the time went. */
  public Receipt receipt() {
    return receipt;
  }

  @Override
  public String toString() {
    return "result of " + outputBytes + " bytes, " + receipt;
  }
}
