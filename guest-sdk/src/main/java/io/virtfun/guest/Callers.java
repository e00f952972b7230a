package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import org.jspecify.annotations.Nullable;

/**
 * Where futures complete: on the context of whoever asked for them.
 *
 * <p><b>Thread:</b> any; each method sees the context of the thread that calls it.
 */
final class Callers {
  private final ContextInternal own;

  /**
   * Of one session.
   *
   * @param own for callers that are on no context
   */
  Callers(ContextInternal own) {
    this.own = own;
  }

  /** The context the caller is on, if any. */
  @Nullable ContextInternal context() {
    return own.owner().getContext();
  }

  /** A promise that completes on the caller's context, or where it is on none on the session's. */
  <T> Promise<T> promise() {
    ContextInternal caller = context();
    return (caller == null ? own : caller).promise();
  }

  <T> Future<T> failed(RuntimeException cause) {
    ContextInternal caller = context();
    return caller == null ? Future.failedFuture(cause) : caller.failedFuture(cause);
  }

  /** The same future, which completes there. */
  Future<Void> await(Future<Void> future) {
    ContextInternal caller = context();
    if (caller == null) {
      // In a task of its own: a handler's exception is not to surface in whoever completes this.
      Promise<Void> promise = Promise.promise();
      future.onComplete(result -> Loops.queue(own.nettyEventLoop(), () -> promise.handle(result)));
      return promise.future();
    }
    PromiseInternal<Void> promise = caller.promise();
    future.onComplete(promise);
    return promise.future();
  }
}
