package io.virtfun.guest;

import io.vertx.core.Future;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A call that a lane has, or that could not be made.
 *
 * <p><b>Thread:</b> any; immutable.
 */
final class MadeCall extends OngoingCall {
  private final Future<Result> result;
  private final @Nullable Call call;

  MadeCall(Call call) {
    this.result = call.future();
    this.call = call;
  }

  /** Could not be made. */
  MadeCall(Future<Result> failure) {
    this.result = failure;
    this.call = null;
  }

  @Override
  public Future<Result> result() {
    return result;
  }

  @Override
  public void cancel() {
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public OptionalLong correlationId() {
    return call == null ? OptionalLong.empty() : call.submittedAs();
  }
}
