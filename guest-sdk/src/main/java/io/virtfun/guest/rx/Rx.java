package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.Future;
import io.vertx.rxjava3.CompletableHelper;
import io.virtfun.guest.OngoingCall;
import io.virtfun.guest.Result;
import java.util.function.Supplier;

/** Cold RxJava 3 types of operations that answer with a future. */
final class Rx {
  private Rx() {}

  /** A call that whoever disposes of it cancels. */
  static Single<Result> single(Supplier<OngoingCall> operation) {
    return Single.create(
        emitter -> {
          OngoingCall call = operation.get();
          emitter.setCancellable(call::cancel);
          call.result().onSuccess(emitter::onSuccess).onFailure(emitter::tryOnError);
        });
  }

  static Completable completable(Supplier<Future<Void>> operation) {
    return CompletableHelper.toCompletable(handler -> operation.get().onComplete(handler));
  }
}
