package io.virtfun.guest;

import io.netty.channel.IoEventLoop;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.AttachReader;
import io.virtfun.shm.AttachReader.ProtocolException;
import io.virtfun.shm.AttachReader.RefusedException;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.shm.linux.UnixSocket;
import java.io.EOFException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attach over a Unix domain socket, from connecting until region and doorbells are there.
 *
 * <p><b>Thread:</b> the context's event loop. <b>Ownership:</b> owns what came until the transport
 * does; a failing attach leaves nothing open.
 */
final class UnixAttach extends Attach {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int ECONNRESET = 104;
  private static final int ECONNREFUSED = 111;
  private static final long BACKLOG_RETRY_MILLIS = 5;

  private final AttachAddress.Unix address;
  private final AttachReader reader = new AttachReader();
  private @Nullable Fd socket;
  private @Nullable MessageSocket messages;
  private @Nullable EpollWatch watch;
  private @Nullable Mapping mapping;
  private boolean opening;

  UnixAttach(ContextInternal context, ConnectOptions options, AttachAddress.Unix address) {
    super(context, options);
    this.address = address;
  }

  @Override
  void begin() {
    connect();
  }

  private void connect() {
    if (hasEnded()) {
      return;
    }
    try {
      Fd connected = UnixSocket.connect(address.path());
      socket = connected;
      MessageSocket from = new MessageSocket(connected.number());
      messages = from;
      EpollWatch.start(
          (IoEventLoop) context.nettyEventLoop(),
          connected,
          EpollWatch.STREAM,
          () -> receive(from),
          this::watching);
    } catch (LinuxException e) {
      if (e.errno() == EAGAIN) {
        // The broker's backlog is full: others are attaching at the same moment.
        var _ =
            context
                .nettyEventLoop()
                .schedule(this::connect, BACKLOG_RETRY_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        fail(refused(e));
      }
    }
  }

  private AttachException refused(LinuxException e) {
    return switch (e.errno()) {
      case ENOENT, ECONNREFUSED -> new AttachException.BrokerNotRunning(address, e);
      case EPERM, EACCES ->
          new AttachException.PermissionDenied(address, "a socket this user may write", e);
      case ECONNRESET -> new AttachException.Rejected(address, e);
      default -> new AttachException.SystemFailed(address, e);
    };
  }

  private void watching(@Nullable EpollWatch started, @Nullable Throwable refusal) {
    watch = started;
    if (refusal != null) {
      fail(new AttachException.SystemFailed(address, refusal));
    }
  }

  private void receive(MessageSocket from) {
    try {
      MessageSocket.Message message = from.receive();
      while (message != null) {
        reader.accept(message.value(), message.fd());
        message = from.receive();
      }
      Fd region = reader.region();
      if (region != null && mapping == null && !opening) {
        open(region);
      }
      finishIfComplete();
    } catch (EOFException e) {
      fail(new AttachException.Rejected(address, e));
    } catch (RefusedException e) {
      fail(new AttachException.Rejected(address, e.getMessage(), e));
    } catch (ProtocolException e) {
      fail(new AttachException.ProtocolViolated(address, e));
    } catch (LinuxException e) {
      fail(refused(e));
    }
  }

  private void open(Fd region) {
    opening = true;
    context
        .executeBlocking(() -> new Mapping(region), false)
        .onComplete((opened, failure) -> onLoop(() -> opened(opened, failure)));
  }

  private void opened(@Nullable Mapping opened, @Nullable Throwable refusal) {
    opening = false;
    mapping = opened;
    if (hasEnded()) {
      release();
    } else if (refusal instanceof RegionException e) {
      fail(new AttachException.UnusableRegion(address, e));
    } else if (refusal != null) {
      fail(new AttachException.SystemFailed(address, refusal));
    } else {
      finishIfComplete();
    }
  }

  private void finishIfComplete() {
    if (hasEnded()
        || mapping == null
        || socket == null
        || messages == null
        || !reader.isComplete(mapping.region().vectors())) {
      return;
    }
    end();
    cancelWatch();
    UnixTransport transport = new UnixTransport(context, socket, messages, reader, mapping);
    transport
        .watch()
        .onSuccess(this::succeed)
        .onFailure(
            e ->
                transport
                    .disconnect()
                    .compose(_ -> transport.unmap())
                    .onComplete(_ -> tell(new AttachException.SystemFailed(address, e))));
  }

  private void cancelWatch() {
    if (watch != null) {
      watch.cancel();
      watch = null;
    }
  }

  /**
   * Closes what there is, then tells. While a worker opens the region its descriptor must stay
   * open: the number could be another file's by then.
   */
  @Override
  void release() {
    cancelWatch();
    if (messages != null) {
      messages.discard();
    }
    if (socket != null) {
      socket.close();
    }
    if (!opening) {
      reader.close();
      if (mapping != null) {
        mapping.close();
      }
      tell();
    }
  }
}
