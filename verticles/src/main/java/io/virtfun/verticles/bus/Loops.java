package io.virtfun.verticles.bus;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops of a Vert.x instance by number: those who live on the same one hand calls over
 * without waking anybody.
 *
 * <p><b>Thread:</b> any.
 */
public final class Loops {
  private Loops() {}

  /** All event loops, in the order of their numbers. */
  public static List<EventLoop> all(Vertx vertx) {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops.add((EventLoop) executor);
    }
    return loops;
  }

  /** The number of a context's event loop. */
  public static int numberOf(Context context) {
    return all(context.owner()).indexOf(of(context));
  }

  /** A context's event loop. */
  public static SingleThreadEventLoop of(Context context) {
    return (SingleThreadEventLoop) ((ContextInternal) context).nettyEventLoop();
  }
}
