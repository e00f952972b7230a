package io.virtfun.driver.spi;

import java.util.List;

/**
 * One opened device: the functions it implements and how many calls it runs at once.
 *
 * <p><b>Thread:</b> {@link #slots()} and {@link #functions()} answer the same from any thread. The
 * broker never has more than {@link #slots()} calls running on workers or in the device; calls that
 * are declared short run beside them, one at a time on each event loop.
 */
public interface Device extends AutoCloseable {
  /** Calls that may run at once, at least 1. */
  int slots();

  /** The functions, constant while the device is open. */
  List<DeviceFunction> functions();

  /**
   * The frequency of the clock that {@link Outcome#deviceCycles()} counts; 0 where there is none, as
   * in a simulation, or it is unknown. Constant.
   *
   * <p><b>Thread:</b> any. <b>Units:</b> kilohertz.
   */
  default long clockKilohertz() {
    return 0;
  }

  /**
   * Frees what the device holds. Idempotent.
   *
   * <p><b>Thread:</b> a worker thread, after the last call has ended; may block.
   */
  @Override
  void close();
}
