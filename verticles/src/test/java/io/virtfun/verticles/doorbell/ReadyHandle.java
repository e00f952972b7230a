package io.virtfun.verticles.doorbell;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.virtfun.shm.linux.Fd;

/** A descriptor that is always ready: an event loop handles it once each time it looks at I/O. */
final class ReadyHandle implements EpollIoHandle {
  private final FileDescriptor descriptor;
  private final Runnable onLook;

  private ReadyHandle(Fd signalled, Runnable onLook) {
    this.descriptor = new FileDescriptor(signalled.number());
    this.onLook = onLook;
  }

  /** Runs something whenever the loop looks at I/O; ends when the answer is cancelled. */
  static IoRegistration register(IoEventLoop loop, Fd signalled, Runnable onLook)
      throws InterruptedException {
    IoRegistration registration = loop.register(new ReadyHandle(signalled, onLook)).sync().getNow();
    registration.submit(EpollIoOps.EPOLLIN);
    return registration;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    onLook.run();
  }

  @Override
  public void close() {
    // The test owns the descriptor.
  }
}
