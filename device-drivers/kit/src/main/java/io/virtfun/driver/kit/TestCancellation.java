package io.virtfun.driver.kit;

import io.virtfun.driver.spi.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation that a test requests. <b>Thread:</b> any; what a driver has run on request runs on
 * the thread that requests it, or that came too late.
 */
public final class TestCancellation implements Cancellation {
  // Guarded by this.
  private boolean requested;
  private @Nullable Runnable action;

  /** One that is not requested yet. */
  public TestCancellation() {}

  @Override
  public synchronized boolean isRequested() {
    return requested;
  }

  @Override
  public void onRequest(Runnable act) {
    synchronized (this) {
      if (!requested) {
        action = act;
        return;
      }
    }
    act.run();
  }

  /** The call is to stop. */
  public void request() {
    Runnable once;
    synchronized (this) {
      requested = true;
      once = action;
      action = null;
    }
    if (once != null) {
      once.run();
    }
  }
}
