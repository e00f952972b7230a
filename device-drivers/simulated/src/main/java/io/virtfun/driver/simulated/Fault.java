package io.virtfun.driver.simulated;

/** What goes wrong with a call. */
enum Fault {
  /** Nothing. */
  NONE,
  /** It ends as failed. */
  FAIL,
  /** It ends only when it is told to stop. */
  HANG,
  /** One bit of its result is wrong. */
  LIE
}
