package io.virtfun.shm.linux;

/**
 * Rings doorbells of peers that are not trusted, several in one system call, without ever blocking.
 *
 * <p>A peer shares the doorbell's open file: it can fill the count and make the descriptor
 * blocking, and a plain write would then hang the caller. {@link #open} therefore uses the kernel's
 * completion signal of asynchronous I/O, which adds to the count from inside and cannot wait.
 *
 * <p><b>Thread:</b> one owner. <b>Ownership:</b> the owner closes it; doorbells stay their owners'.
 */
public sealed interface DoorbellRinger extends AutoCloseable permits AioRinger, WriteRinger {
  /** Notes a doorbell to ring at the next {@link #flush()}. */
  void ring(Fd doorbell) throws LinuxException;

  /** Rings all noted doorbells. */
  void flush() throws LinuxException;

  /** Whether a peer can make ringing block. */
  boolean mayBlock();

  @Override
  void close();

  /**
   * The non-blocking ringer, or where the kernel or a sandbox refuses asynchronous I/O one that
   * writes; {@link #mayBlock()} tells which.
   */
  static DoorbellRinger open() {
    try {
      return new AioRinger();
    } catch (LinuxException | UnsupportedOperationException _) {
      return new WriteRinger();
    }
  }
}
