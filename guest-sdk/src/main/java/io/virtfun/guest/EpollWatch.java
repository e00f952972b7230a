package io.virtfun.guest;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Completable;
import io.virtfun.shm.linux.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that an event loop watches beside its channels.
 *
 * <p><b>Thread:</b> the event loop. <b>Ownership:</b> the descriptor stays its owner's, who cancels
 * the watch before closing it.
 */
final class EpollWatch implements EpollIoHandle {
  /** Data, and the end of the other side. Reported as long as it lasts. */
  static final EpollIoOps STREAM = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);

  /** One report per signal, so that an event descriptor need not be read. */
  static final EpollIoOps SIGNALS = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

  private final FileDescriptor descriptor;
  private final Runnable onEvent;
  private @Nullable IoRegistration registration;

  private EpollWatch(int number, Runnable onEvent) {
    this.descriptor = new FileDescriptor(number);
    this.onEvent = onEvent;
  }

  /** Starts watching; completes on the event loop. */
  static void start(
      IoEventLoop loop, Fd fd, EpollIoOps ops, Runnable onEvent, Completable<EpollWatch> started) {
    EpollWatch watch;
    try {
      watch = new EpollWatch(fd.number(), onEvent);
    } catch (IllegalStateException e) {
      started.fail(e);
      return;
    }
    loop.register(watch)
        .addListener(
            (io.netty.util.concurrent.Future<IoRegistration> registered) -> {
              if (!registered.isSuccess()) {
                started.fail(registered.cause());
                return;
              }
              IoRegistration registration = registered.getNow();
              watch.registration = registration;
              try {
                registration.submit(ops);
              } catch (RuntimeException e) {
                watch.cancel();
                started.fail(e);
                return;
              }
              started.succeed(watch);
            });
  }

  /** Stops watching. Idempotent. */
  void cancel() {
    if (registration != null) {
      registration.cancel();
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    if (from.isValid()) {
      onEvent.run();
    }
  }

  @Override
  public void close() {
    // The event loop ends; the descriptor is not its to close.
  }
}
