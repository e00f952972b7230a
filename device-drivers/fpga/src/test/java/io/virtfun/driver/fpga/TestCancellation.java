package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.Cancellation;

/** A cancellation that a test requests; what waits for it then runs on the test's thread. */
final class TestCancellation implements Cancellation {
  // Guarded by this.
  private boolean requested;
  private Runnable action;

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

  void request() {
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
