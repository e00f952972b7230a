package io.virtfun.driver.spi;

/**
 * What tells a driver that the result of a running call is no longer wanted: the guest cancelled
 * it, its time to live has passed, or the guest has gone.
 *
 * <p>To look is a courtesy: a driver that never does runs its calls to their end, and holds the
 * slot and the guest's memory until then. One that stops early ends the call as {@link
 * Outcome#stopped()}; what it has written until then is undefined.
 *
 * <p><b>Ownership:</b> the call's; means nothing once the call has ended.
 */
public interface Cancellation {
  /**
   * Whether the call is to stop; once true, always true. As cheap as a volatile read, meant to be
   * asked every 50 to 1000 µs.
   *
   * <p><b>Thread:</b> any.
   */
  boolean isRequested();

  /**
   * Has an action run when the call is to stop, at most once, and not once the call has ended. A
   * second action takes the place of the first.
   *
   * <p><b>Thread:</b> called on any; the action runs on the device's event loop and must not block.
   * <b>Errors:</b> what the action throws is logged.
   */
  void onRequest(Runnable action);

  /** That of calls that nobody stops, such as those short enough for an event loop. */
  static Cancellation none() {
    return NoCancellation.INSTANCE;
  }
}
