package io.virtfun.broker.chaos;

import io.virtfun.guest.CallException;

/** How a call ended for the guest that made it. */
enum CallEnd {
  OK,
  DEVICE_FAILED,
  NO_DEVICE,
  EXPIRED,
  CANCELLED,
  BUSY,
  NOT_ALLOWED,
  SHUTTING_DOWN,
  LANE_FULL,
  ARENA_FULL,
  SESSION_CLOSED,
  BROKER_GONE,
  /** As no call of an honest guest may. */
  OTHER;

  static CallEnd of(CallException failure) {
    return switch (failure) {
      case CallException.DeviceFailed _ -> DEVICE_FAILED;
      case CallException.NoDevice _ -> NO_DEVICE;
      case CallException.Expired _ -> EXPIRED;
      case CallException.Cancelled _ -> CANCELLED;
      case CallException.Busy _ -> BUSY;
      case CallException.NotAllowed _ -> NOT_ALLOWED;
      case CallException.ShuttingDown _ -> SHUTTING_DOWN;
      case CallException.LaneFull _ -> LANE_FULL;
      case CallException.ArenaFull _ -> ARENA_FULL;
      case CallException.SessionClosed _ -> SESSION_CLOSED;
      case CallException.BrokerGone _ -> BROKER_GONE;
      case CallException.UnknownFunction _,
          CallException.UnknownDevice _,
          CallException.BadEntry _,
          CallException.BadSlice _,
          CallException.Misaligned _,
          CallException.BadArgument _,
          CallException.BadInputSize _,
          CallException.OutputTooSmall _,
          CallException.BadData _,
          CallException.UnknownStatus _,
          CallException.InvalidCompletion _,
          CallException.LaneQuarantined _ ->
          OTHER;
    };
  }
}
