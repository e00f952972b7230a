package io.virtfun.benchmarks;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A measurement came to no end; the message is one line. */
public final class BenchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says why. */
  public BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Says why. */
  public BenchException(String message) {
    this(message, null);
  }
}
