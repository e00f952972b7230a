package io.virtfun.shm.linux;

/** Rings by writing at once. */
final class WriteRinger implements DoorbellRinger {
  @Override
  public void ring(Fd doorbell) throws LinuxException {
    EventFd.signal(doorbell);
  }

  @Override
  public void flush() {
    // Nothing waits: ring() has rung.
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
