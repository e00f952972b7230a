package io.virtfun.verticles.bus;

/** Why the result of a call is no longer wanted. */
public enum StopReason {
  /** It is still wanted. */
  NONE,
  /** The guest cancelled the call. */
  CANCELLED,
  /** The call's time to live has passed. */
  EXPIRED,
  /** Nobody is left to answer. */
  ABANDONED
}
