package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** Unmaps what native calls and I/O may still use at this moment. */
final class Unmapping {
  private static final long RETRY_MILLIS = 10;

  private Unmapping() {}

  /**
   * Runs a task that unmaps, again and again until nothing is in its way.
   *
   * @param unmap throws {@link IllegalStateException} while something is
   */
  static Future<Void> of(ContextInternal context, Runnable unmap) {
    Promise<Void> done = Promise.promise();
    attempt(context, unmap, done);
    return done.future();
  }

  private static void attempt(ContextInternal context, Runnable unmap, Promise<Void> done) {
    context
        .<Void>executeBlocking(
            () -> {
              unmap.run();
              return null;
            },
            false)
        .onSuccess(_ -> done.complete())
        .onFailure(
            e -> {
              if (e instanceof IllegalStateException) {
                context.setTimer(RETRY_MILLIS, _ -> attempt(context, unmap, done));
              } else {
                done.fail(e);
              }
            });
  }
}
