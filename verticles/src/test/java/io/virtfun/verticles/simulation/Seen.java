package io.virtfun.verticles.simulation;

import io.virtfun.shm.Status;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What came about, so that a simulation that tries nothing is found out. */
final class Seen {
  private final Set<Status> statuses = EnumSet.noneOf(Status.class);
  private final Map<Sight, Long> counts = new EnumMap<>(Sight.class);

  /** What may come about. */
  enum Sight {
    CALL_AT_DEVICE,
    CALL_AT_DEVICE_AS_ITS_LANE_GOES,
    CALL_STOPPED_IN_QUEUE,
    CALL_HUNG,
    CALL_NOT_BEGUN,
    CALL_TRIED_ELSEWHERE,
    DEVICE_QUARANTINED_WITH_CALLS,
    LATE_STOP_FOR_A_SLOT_IN_USE,
    DEVICE_DIED_WITH_CALLS,
    LANE_HELD_BY_A_LIMIT,
    LANE_QUARANTINED,
    LANE_DRAINED,
    GUEST_LEFT,
    GUEST_RESET,
    COMPLETIONS_NOT_READ
  }

  void saw(Status status) {
    statuses.add(status);
  }

  void saw(Sight sight) {
    counts.merge(sight, 1L, Long::sum);
  }

  /** How calls ended. */
  Set<Status> statuses() {
    return statuses;
  }

  /** How often each came about. */
  Map<Sight, Long> counts() {
    return counts;
  }
}
