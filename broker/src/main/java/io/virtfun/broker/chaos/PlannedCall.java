package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.task.Exercise;

/**
 * A call as the seed wants it.
 *
 * @param function name and version
 * @param priority as the guest asks for it
 * @param timeToLiveMicros 0: none
 * @param cancelAfterMicros {@link #NEVER} where it is not cancelled
 * @param waits whether it waits where the session is full
 * @param lends whether it is called where the bytes lie, or with copies
 * @param pauseMicros before the next call
 */
record PlannedCall(
    String function,
    Exercise exercise,
    int priority,
    long timeToLiveMicros,
    long cancelAfterMicros,
    boolean waits,
    boolean lends,
    long pauseMicros) {
  static final long NEVER = -1;

  boolean isCancelled() {
    return cancelAfterMicros != NEVER;
  }

  /** What messages call it. */
  String place() {
    return function + ", " + exercise.input().byteSize() + " B";
  }
}
