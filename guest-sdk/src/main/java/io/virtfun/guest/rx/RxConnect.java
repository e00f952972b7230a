package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Future;
import io.virtfun.guest.Session;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A session to come, which nobody else would close if the one who waits for it is gone by then. */
final class RxConnect extends Single<RxSession> {
  private final Supplier<Future<Session>> connect;

  RxConnect(Supplier<Future<Session>> connect) {
    this.connect = connect;
  }

  @Override
  protected void subscribeActual(SingleObserver<? super RxSession> observer) {
    Waiting waiting = new Waiting();
    observer.onSubscribe(waiting);
    if (waiting.isDisposed()) {
      return;
    }
    connect
        .get()
        .onComplete(
            (session, failure) -> {
              boolean wanted = waiting.end();
              if (failure != null) {
                if (wanted) {
                  observer.onError(failure);
                }
              } else if (wanted) {
                observer.onSuccess(RxSession.of(session));
              } else {
                session.close();
              }
            });
  }

  /** Ends once: with what was waited for, or by its being disposed of. */
  private static final class Waiting implements Disposable {
    private final AtomicBoolean ended = new AtomicBoolean();

    boolean end() {
      return ended.compareAndSet(false, true);
    }

    @Override
    public void dispose() {
      ended.set(true);
    }

    @Override
    public boolean isDisposed() {
      return ended.get();
    }
  }
}
