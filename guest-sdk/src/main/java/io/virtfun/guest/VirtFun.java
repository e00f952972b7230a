package io.virtfun.guest;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * Where a guest program starts.
 *
 * <pre>{@code
 * Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
 * VirtFun.connect(vertx, "unix:/run/virtfun/tenant.sock")
 *     .compose(session -> session.function("sha256").call(Buffer.buffer("abc")))
 *     .onSuccess(result -> System.out.println(result.outputBytes() + " " + result.receipt()));
 * }</pre>
 */
public final class VirtFun {
  private VirtFun() {}

  /** What {@link Vertx} needs to wait for doorbells: the native transport. */
  public static VertxOptions vertxOptions() {
    return new VertxOptions().setPreferNativeTransport(true);
  }

  /** Attaches with the defaults of {@link ConnectOptions#to(String)}. */
  public static Future<Session> connect(Vertx vertx, String address) {
    ConnectOptions options;
    try {
      options = ConnectOptions.to(address);
    } catch (IllegalArgumentException e) {
      return ((VertxInternal) vertx)
          .getOrCreateContext()
          .failedFuture(new AttachException.InvalidAddress(e));
    }
    return connect(vertx, options);
  }

  /**
   * Attaches to a broker. The session ends at the latest with the verticle that calls this, or with
   * Vert.x where none does.
   *
   * <p><b>Thread:</b> any; the future completes on the caller's context. <b>Errors:</b> {@link
   * AttachException}; nothing stays open.
   */
  public static Future<Session> connect(Vertx vertx, ConnectOptions options) {
    ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
    if (!(context.nettyEventLoop() instanceof SingleThreadIoEventLoop loop)
        || !loop.isCompatible(EpollIoHandle.class)) {
      return context.failedFuture(
          new AttachException.NoNativeTransport(vertx.unavailableNativeTransportCause()));
    }
    PromiseInternal<Session> promise = context.promise();
    attach(context, options)
        .compose(transport -> Session.open(context, transport, options))
        .onComplete(promise);
    return promise.future();
  }

  private static Future<Transport> attach(ContextInternal context, ConnectOptions options) {
    return switch (options.address()) {
      case AttachAddress.Unix unix -> new UnixAttach(context, options, unix).start();
      case AttachAddress.Pci _, AttachAddress.Auto _ ->
          new PciAttach(context, options, PciDevice.ALL).start();
    };
  }
}
