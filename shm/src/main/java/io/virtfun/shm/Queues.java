package io.virtfun.shm;

import java.lang.invoke.VarHandle;

/** Handles and offsets that the four queue ends share. Coordinates: region, offset. */
final class Queues {
  static final VarHandle U16 = Wire.U16.varHandle();
  static final VarHandle U32 = Wire.U32.varHandle();
  static final VarHandle U64 = Wire.U64.varHandle();

  static final long SUBMISSION_TAIL = control("submissionTail");
  static final long SUBMISSION_HEAD = control("submissionHead");
  static final long SUBMISSION_WAKEUP = control("submissionWakeup");
  static final long COMPLETION_TAIL = control("completionTail");
  static final long COMPLETION_HEAD = control("completionHead");
  static final long COMPLETION_WAKEUP = control("completionWakeup");
  static final long LANE_STATE = control("laneState");
  static final long QUARANTINE_REASON = control("quarantineReason");

  static final long ENTRY_BYTES = 64;

  private Queues() {}

  private static long control(String name) {
    return Wire.offset(Layouts.LANE_CONTROL, name);
  }
}
