package io.virtfun.guest;

import io.netty.channel.IoEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.AttachReader;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.MessageSocket;
import java.io.EOFException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attached Unix domain socket: doorbells are event descriptors, and its end is the broker's.
 *
 * <p><b>Thread:</b> any; the socket belongs to the event loop of the context.
 */
final class UnixTransport implements Transport {
  private final ContextInternal context;
  private final Fd socket;
  private final MessageSocket messages;
  private final AttachReader attached;
  private final Mapping mapping;
  private final List<Fd> hostDoorbells;
  private final List<Fd> ownDoorbells;
  private final Promise<Void> gone = Promise.promise();

  // Event loop only.
  private @Nullable EpollWatch watch;
  private boolean disconnected;

  UnixTransport(
      ContextInternal context,
      Fd socket,
      MessageSocket messages,
      AttachReader attached,
      Mapping mapping) {
    this.context = context;
    this.socket = socket;
    this.messages = messages;
    this.attached = attached;
    this.mapping = mapping;
    this.hostDoorbells = attached.hostDoorbells();
    this.ownDoorbells = attached.ownDoorbells();
  }

  /** Starts waiting for the broker's end. <b>Thread:</b> event loop. */
  Future<Transport> watch() {
    Promise<Transport> watched = Promise.promise();
    EpollWatch.start(
        (IoEventLoop) context.nettyEventLoop(),
        socket,
        EpollWatch.STREAM,
        this::onReadable,
        (started, failure) -> {
          watch = started;
          if (failure == null) {
            watched.succeed(this);
          } else {
            watched.fail(failure);
          }
        });
    return watched.future();
  }

  private void onReadable() {
    try {
      MessageSocket.Message message = messages.receive();
      while (message != null) {
        // Peers that come and go do not concern this one; their doorbells are not wanted.
        if (message.fd() != null) {
          message.fd().close();
        }
        message = messages.receive();
      }
    } catch (EOFException | LinuxException _) {
      cancelWatch();
      gone.tryComplete();
    }
  }

  private void cancelWatch() {
    if (watch != null) {
      watch.cancel();
      watch = null;
    }
  }

  @Override
  public GuestRegion region() {
    return mapping.region();
  }

  @Override
  public void ring(int vector) throws LinuxException {
    EventFd.signal(hostDoorbells.get(vector));
  }

  @Override
  public Fd doorbell(int vector) {
    return ownDoorbells.get(vector);
  }

  @Override
  public Future<Void> gone() {
    return gone.future();
  }

  @Override
  public Future<Void> disconnect() {
    Promise<Void> done = Promise.promise();
    Loops.execute(
        context.nettyEventLoop(),
        () -> {
          if (!disconnected) {
            disconnected = true;
            cancelWatch();
            messages.discard();
            socket.close();
            attached.close();
          }
          done.complete();
        });
    return done.future();
  }

  @Override
  public Future<Void> unmap() {
    return Unmapping.of(context, mapping::close);
  }
}
