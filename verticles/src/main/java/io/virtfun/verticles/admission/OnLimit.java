package io.virtfun.verticles.admission;

/** What becomes of a call that a limit holds up. */
public enum OnLimit {
  /** It stays in its submission queue until it may go. */
  DEFER,
  /** It is answered busy, with the time after which to try again. */
  SHED
}
