package io.virtfun.guest;

/** Why a lane or a session takes no more calls. */
enum Ending {
  /** {@link Session#close()}. */
  CLOSED,
  /** The host's end of the connection is closed. */
  BROKER_GONE,
  /** The host stopped serving the lane. */
  QUARANTINED;

  /** The failure of one call. */
  CallException failure(String function) {
    return switch (this) {
      case CLOSED -> new CallException.SessionClosed(function + ": the session is closed");
      case BROKER_GONE ->
          new CallException.BrokerGone(function + ": the broker is gone; connect anew");
      case QUARANTINED ->
          new CallException.LaneQuarantined(
              function + ": the host stopped serving the lane; connect anew");
    };
  }
}
