package io.virtfun.verticles.routing;

/**
 * Whether a device gets calls, as those see it who send them.
 *
 * <p><b>Thread:</b> any; the device's verticle writes.
 */
public final class Standing {
  private volatile boolean serving = true;
  private volatile boolean doubted;

  /** Whether the device gets calls. */
  public boolean isServing() {
    return serving;
  }

  /** Says whether the device gets calls. */
  public void serving(boolean value) {
    serving = value;
  }

  /** Whether calls failed lately, so that one that goes well is worth telling. */
  public boolean isDoubted() {
    return doubted;
  }

  /** Says whether calls failed lately. */
  public void doubted(boolean value) {
    doubted = value;
  }
}
