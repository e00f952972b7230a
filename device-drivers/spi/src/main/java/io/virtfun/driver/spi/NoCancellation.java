package io.virtfun.driver.spi;

/** That of calls that nobody stops. */
enum NoCancellation implements Cancellation {
  INSTANCE;

  @Override
  public boolean isRequested() {
    return false;
  }

  @Override
  public void onRequest(Runnable action) {
    // It is never requested.
  }
}
