package io.virtfun.guest;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * One attach, whichever the way: it ends once, with a transport or with the first failure, at the
 * latest when its time is over or its context closes.
 *
 * <p><b>Thread:</b> the context's event loop. <b>Ownership:</b> owns what came until the transport
 * does; a failing attach leaves nothing open.
 */
abstract class Attach {
  final ContextInternal context;
  final ConnectOptions options;
  private final Promise<Transport> promise = Promise.promise();
  private @Nullable AttachException failure;
  private boolean ended;

  Attach(ContextInternal context, ConnectOptions options) {
    this.context = context;
    this.options = options;
  }

  /** Begins; fails or succeeds later. */
  abstract void begin();

  /** After a failure: gives back what came, not while a worker uses it, and then {@link #tell}s. */
  abstract void release();

  /** Attaches; the future completes on the event loop. */
  final Future<Transport> start() {
    long timer = context.setTimer(options.attachTimeout().toMillis(), _ -> onLoop(this::timedOut));
    Closeable hook = this::cancel;
    context.addCloseHook(hook);
    onLoop(this::begin);
    return promise
        .future()
        .onComplete(
            _ -> {
              context.owner().cancelTimer(timer);
              context.removeCloseHook(hook);
            });
  }

  final void onLoop(Runnable task) {
    Loops.execute(context.nettyEventLoop(), task);
  }

  private void timedOut() {
    fail(new AttachException.TimedOut(options.address(), options.attachTimeout()));
  }

  private void cancel(Completable<Void> cancelled) {
    onLoop(() -> fail(new AttachException.Cancelled(options.address())));
    promise.future().onComplete(_ -> cancelled.succeed());
  }

  final boolean hasEnded() {
    return ended;
  }

  /** Ends well, but for what {@link #succeed} is still to be given; false where it has ended. */
  final boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  final void succeed(Transport transport) {
    promise.complete(transport);
  }

  /** Ends badly, unless it has ended. */
  final void fail(AttachException cause) {
    if (end()) {
      failure = cause;
      release();
    }
  }

  /** Lets the caller know why, once nothing is open any more. */
  final void tell() {
    promise.fail(failure);
  }

  /** The same of a failure that comes after the end. */
  final void tell(AttachException cause) {
    promise.fail(cause);
  }
}
