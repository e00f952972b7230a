package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.Future;
import io.vertx.rxjava3.CompletableHelper;
import io.vertx.rxjava3.SingleHelper;
import java.util.function.Supplier;

/** Cold RxJava 3 types of operations that answer with a future. */
final class Rx {
  private Rx() {}

  static <T> Single<T> single(Supplier<Future<T>> operation) {
    return SingleHelper.toSingle(handler -> operation.get().onComplete(handler));
  }

  static Completable completable(Supplier<Future<Void>> operation) {
    return CompletableHelper.toCompletable(handler -> operation.get().onComplete(handler));
  }
}
