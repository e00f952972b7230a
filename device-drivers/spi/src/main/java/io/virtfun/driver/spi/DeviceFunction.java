package io.virtfun.driver.spi;

import io.virtfun.functions.FunctionSpec;

/** A function as one device implements it, and how its calls are to be threaded. */
public sealed interface DeviceFunction {
  /**
   * The function. Devices that implement the same name and version must give an equal one.
   *
   * <p><b>Thread:</b> any; the same whenever asked.
   */
  FunctionSpec spec();

  /**
   * A function whose calls run to their end on the thread that starts them.
   *
   * <p><b>Units:</b> bytes.
   *
   * @param inlineUpToBytes calls whose input and output capacity together have up to this many
   *     bytes run on an event loop, where a call must be bounded and take microseconds; larger ones
   *     run on a worker thread; -1: always on a worker thread
   * @param kernel what runs
   */
  record Synchronous(FunctionSpec spec, long inlineUpToBytes, Kernel kernel)
      implements DeviceFunction {
    /** Always on the event loop. */
    public static Synchronous inline(FunctionSpec spec, Kernel kernel) {
      return new Synchronous(spec, Long.MAX_VALUE, kernel);
    }

    /** Always on a worker thread. */
    public static Synchronous worker(FunctionSpec spec, Kernel kernel) {
      return new Synchronous(spec, -1, kernel);
    }
  }

  /**
   * A function whose calls are started on the device's event loop and end when the device signals.
   *
   * @param kernel what starts a call; must not block
   */
  record Asynchronous(FunctionSpec spec, AsyncKernel kernel) implements DeviceFunction {}

  /** Code that runs one call to its end. */
  @FunctionalInterface
  interface Kernel {
    /**
     * Runs the call. A call that takes long on a worker looks at {@link Invocation#cancellation()}
     * now and then.
     *
     * <p><b>Thread:</b> an event loop or one of the device's workers, as {@link Synchronous}
     * declares; several at once: up to the device's slots on workers, and one on each event loop.
     * <b>Ownership:</b> the invocation's memory is the guest's again once this returns or throws.
     * <b>Errors:</b> an exception ends the call as failed by the device and is logged; the guest is
     * not told what it says.
     */
    Outcome run(Invocation invocation);
  }

  /** Code that starts one call. */
  @FunctionalInterface
  interface AsyncKernel {
    /**
     * Starts the call; {@code completion} is to be called exactly once, later calls are ignored.
     *
     * <p>A device that can abort says how with {@link Cancellation#onRequest}; it calls {@code
     * completion} even so, once it leaves the guest's memory alone.
     *
     * <p><b>Thread:</b> the device's event loop; must not block. <b>Ownership:</b> the invocation's
     * memory is the guest's again once {@code completion} has been called, and the slot is free
     * then. <b>Errors:</b> an exception ends the call as failed by the device, so it must come
     * before the device has the memory.
     */
    void start(Invocation invocation, Completion completion);
  }

  /** Where an asynchronous call ends. */
  @FunctionalInterface
  interface Completion {
    /** Ends the call; does nothing when it has ended. <b>Thread:</b> any; does not block. */
    void complete(Outcome outcome);
  }
}
