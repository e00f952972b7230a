package io.virtfun.guest;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong between a guest and the host: while attaching, or with a call.
 *
 * <p>The message is one line that names the place, the value and what was expected.
 */
public abstract sealed class VirtFunException extends RuntimeException
    permits AttachException, CallException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /**
   * What is retryable is an answer under load or to an ended peer: it is made often, on threads
   * whose stack says nothing, and therefore carries none.
   */
  VirtFunException(String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause, true, !retryable);
    this.retryable = retryable;
  }

  /** Whether doing the same again, unchanged, may go well. */
  public final boolean isRetryable() {
    return retryable;
  }
}
