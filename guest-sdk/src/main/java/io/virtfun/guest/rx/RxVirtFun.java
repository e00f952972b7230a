package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Single;
import io.vertx.rxjava3.core.Vertx;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.VirtFun;

/**
 * Where an RxJava 3 guest program starts.
 *
 * <p>Disposing before the session is there closes it as soon as it is.
 */
public final class RxVirtFun {
  private RxVirtFun() {}

  /** Attaches on subscription, as {@link VirtFun#connect(io.vertx.core.Vertx, String)}. */
  public static Single<RxSession> rxConnect(Vertx vertx, String address) {
    return new RxConnect(() -> VirtFun.connect(vertx.getDelegate(), address));
  }

  /** Attaches on subscription, as {@link VirtFun#connect(io.vertx.core.Vertx, ConnectOptions)}. */
  public static Single<RxSession> rxConnect(Vertx vertx, ConnectOptions options) {
    return new RxConnect(() -> VirtFun.connect(vertx.getDelegate(), options));
  }
}
