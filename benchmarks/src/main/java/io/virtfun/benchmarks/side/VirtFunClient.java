package io.virtfun.benchmarks.side;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import io.virtfun.shm.Polling;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** VirtFun's SDK on one event loop, from which all calls are made. */
final class VirtFunClient implements Client {
  private static final Pattern ADDRESS =
      Pattern.compile("([^?]+)(?:\\?(\\d+),(true|false),([0-9.]+))?");

  private final Vertx vertx;
  private final ContextInternal context;
  private final Session session;

  private VirtFunClient(Vertx vertx, ContextInternal context, Session session) {
    this.vertx = vertx;
    this.context = context;
    this.session = session;
  }

  /**
   * Attaches.
   *
   * @param address as {@link ConnectOptions#to(String)} takes it, perhaps with {@code
   *     ?NANOS,ADAPTS,SHARE} of a {@link Polling} behind
   */
  static VirtFunClient connect(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "address: " + address + " (expected: ADDRESS[?NANOS,ADAPTS,SHARE])");
    }
    ConnectOptions plain = ConnectOptions.to(parts.group(1));
    ConnectOptions options =
        parts.group(2) == null ? plain : plain.withPolling(polling(parts.toMatchResult()));
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    Promise<Session> attached = Promise.promise();
    context.runOnContext(_ -> VirtFun.connect(vertx, options).onComplete(attached));
    return new VirtFunClient(vertx, context, attached.future().await());
  }

  private static Polling polling(MatchResult parts) {
    return new Polling(
        Duration.ofNanos(Long.parseLong(parts.group(2))),
        Boolean.parseBoolean(parts.group(3)),
        Double.parseDouble(parts.group(4)));
  }

  @Override
  public Caller prepare(Task task) {
    return new VirtFunCaller(context, session, task);
  }

  @Override
  public void close() {
    session.close().await();
    vertx.close().await();
  }
}
