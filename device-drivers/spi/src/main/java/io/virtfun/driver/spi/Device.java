package io.virtfun.driver.spi;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One opened device: the functions it implements and how many calls it runs at once.
 *
 * <p>The broker never has more than {@link #slots()} calls running on workers or in the device;
 * calls that are declared short run beside them, one at a time on each event loop.
 *
 * <p><b>Ownership:</b> whoever opened it closes it.
 */
public interface Device extends AutoCloseable {
  /** Calls that may run at once, at least 1; constant. <b>Thread:</b> any. */
  int slots();

  /**
   * The functions, each name and version once; constant.
   *
   * <p><b>Thread:</b> any. <b>Ownership:</b> a list that nobody changes; its functions may be used
   * until the device is closed.
   */
  List<DeviceFunction> functions();

  /**
   * Looks whether the device works now: one that says so is given calls again. Must end by itself
   * also where the device hangs.
   *
   * <p><b>Thread:</b> a worker, one at a time; calls may run meanwhile. May block. <b>Errors:</b>
   * an exception counts as {@link Probe.Unavailable}.
   */
  default Probe check() {
    return new Probe.Available("open");
  }

  /**
   * The frequency of the clock that {@link Outcome#deviceCycles()} counts; 0 where there is none,
   * as in a simulation, or it is unknown. Constant.
   *
   * <p><b>Thread:</b> any. <b>Units:</b> kilohertz.
   */
  default long clockKilohertz() {
    return 0;
  }

  /**
   * Says whether what another device gave for a call is right: this one is its reference, and has
   * run the call too. By default it has to be the same byte for byte; a device overrides that whose
   * functions have more than one right output, as those that round, or compress.
   *
   * <p><b>Thread:</b> a worker, in one of the device's slots. <b>Ownership:</b> all memory is the
   * caller's again once this returns. <b>Errors:</b> an exception counts as undecided.
   *
   * @param own the call with what this device gave as its output, no more and no less
   * @param output what the other device gave
   */
  default Verdict judge(Invocation own, MemorySegment output) {
    return own.output().mismatch(output) < 0 ? Verdict.RIGHT : Verdict.WRONG;
  }

  /**
   * Frees what the device holds: memory, descriptors, threads, processes. Idempotent.
   *
   * <p>The broker calls it after the last call has ended. A call that runs even so still ends, as
   * it would have or as failed, and one that is started later ends or throws.
   *
   * <p><b>Thread:</b> a worker; may block.
   */
  @Override
  void close();
}
