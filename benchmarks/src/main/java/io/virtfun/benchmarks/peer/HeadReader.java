package io.virtfun.benchmarks.peer;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Heads as they come over one connection; one that is the same as the last is not read again.
 *
 * <p><b>Thread:</b> one.
 */
public final class HeadReader {
  private final FunctionRunner functions;
  private final byte[] bytes = new byte[Head.BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private @Nullable Head head;
  private FunctionRunner.@Nullable Prepared call;

  /** For one connection. */
  public HeadReader(FunctionRunner functions) {
    this.functions = functions;
  }

  /**
   * The head at a place.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} where it names what is unknown.
   */
  public Head read(ByteBuffer in, int at) throws EOFException {
    Head last = head;
    if (last != null && isLast(in, at)) {
      return last;
    }
    in.get(at, bytes);
    Head next = Head.of(bytes);
    call = functions.prepare(next);
    head = next;
    return next;
  }

  private boolean isLast(ByteBuffer in, int at) {
    for (int i = 0; i < Head.BYTES; i += Long.BYTES) {
      if (in.getLong(at + i) != view.getLong(i)) {
        return false;
      }
    }
    return true;
  }

  /** The call that the last head is for. */
  public FunctionRunner.Prepared call() {
    return Objects.requireNonNull(call, "no head was read");
  }
}
