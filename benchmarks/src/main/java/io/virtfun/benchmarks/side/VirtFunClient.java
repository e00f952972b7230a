package io.virtfun.benchmarks.side;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** VirtFun's SDK on one event loop, from which all calls are made. */
final class VirtFunClient implements Client {
  private static final Pattern ADDRESS =
      Pattern.compile("([^?]+)(?:\\?poll-linger-micros=(\\d+))?");

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
   *     ?poll-linger-micros=N} behind
   */
  static VirtFunClient connect(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "address: " + address + " (expected: ADDRESS[?poll-linger-micros=N])");
    }
    ConnectOptions plain = ConnectOptions.to(parts.group(1));
    String micros = parts.group(2);
    ConnectOptions options =
        micros == null
            ? plain
            : plain.withPollLinger(Duration.ofNanos(1000 * Long.parseLong(micros)));
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    Promise<Session> attached = Promise.promise();
    context.runOnContext(_ -> VirtFun.connect(vertx, options).onComplete(attached));
    return new VirtFunClient(vertx, context, attached.future().await());
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
