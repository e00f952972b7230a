package io.virtfun.driver.fpga;

import java.lang.foreign.MemorySegment;

/**
 * The way to one accelerator: its registers and the host memory that it may reach. Its interrupts
 * signal the event descriptor that the bus was opened with.
 *
 * <p><b>Thread:</b> one at a time. <b>Ownership:</b> the caller closes it.
 */
interface Bus extends AutoCloseable {
  /** Where a mapping is for an input of no bytes. */
  long NOWHERE = 0;

  /** How many windows may be mapped at once, each of up to 8 GiB. */
  int MOST_WINDOWS = 48;

  /** Bytes from one window's place to the next one's. */
  int WINDOW_SHIFT = 33;

  /** What a register holds; all ones where the device is gone. Waits for the device. */
  int read(int offset);

  /** Sets a register. Need not have happened when this returns; later reads come after it. */
  void write(int offset, int value);

  /**
   * Lets the device reach a segment, read-only where that is so, and says where the device finds
   * its first byte.
   *
   * <p><b>Ownership:</b> the segment stays mapped until {@link #unmap}. <b>Errors:</b> {@link
   * BusException} where the device cannot reach it.
   */
  long map(MemorySegment memory) throws BusException;

  /** Takes a segment away: the device does not reach it any more once this returns. */
  void unmap(long address);

  /** Frees the device and what it reaches. Idempotent. */
  @Override
  void close();

  /** Sets a register. */
  default void write(Register register, int value) {
    write(register.offset(), value);
  }

  /** What a register holds. */
  default int read(Register register) {
    return read(register.offset());
  }
}
