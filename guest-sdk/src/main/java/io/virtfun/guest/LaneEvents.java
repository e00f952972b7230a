package io.virtfun.guest;

/** What a lane tells its session. */
interface LaneEvents {
  /** A call may have room now. <b>Thread:</b> any. */
  void roomChanged();

  /** The host rang lane 0, or might have if it could. <b>Thread:</b> its event loop. */
  void rung();
}
