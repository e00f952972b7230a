package io.virtfun.guest;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.SubmissionEntry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How the calls of a function are made.
 *
 * @param outputCapacity room for the output, or {@link #NOT_SET}
 * @param priority how urgent, 0 to {@link SubmissionEntry#MAX_PRIORITY}
 * @param timeToLiveMicros after how long they expire; 0: never
 * @param device number of the device that is to run them; 0: the host chooses
 * @param waits whether they wait where there is no room for them
 */
record CallOptions(
    long outputCapacity, int priority, long timeToLiveMicros, int device, boolean waits) {
  static final long NOT_SET = -1;
  static final CallOptions DEFAULT = new CallOptions(NOT_SET, 0, 0, 0, false);

  private static final long DEFAULT_OUTPUT_BYTES = 64 * 1024;
  private static final long DEFAULT_OUTPUT_FACTOR = 8;
  private static final long MAX_MICROS = 0xFFFF_FFFFL;
  private static final Duration MAX_TIME_TO_LIVE = Duration.of(MAX_MICROS, ChronoUnit.MICROS);

  CallOptions withOutputCapacity(long bytes) {
    if (bytes < 0 || bytes > SizeRule.MAX_BYTES) {
      throw new IllegalArgumentException(
          "outputCapacity: " + bytes + " (expected: 0.." + SizeRule.MAX_BYTES + ")");
    }
    return new CallOptions(bytes, priority, timeToLiveMicros, device, waits);
  }

  CallOptions withPriority(int urgency) {
    if (urgency < 0 || urgency > SubmissionEntry.MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority: " + urgency + " (expected: 0.." + SubmissionEntry.MAX_PRIORITY + ")");
    }
    return new CallOptions(outputCapacity, urgency, timeToLiveMicros, device, waits);
  }

  /** Rounded up to microseconds. */
  CallOptions withTimeToLive(Duration time) {
    if (!time.isPositive() || time.compareTo(MAX_TIME_TO_LIVE) > 0) {
      throw new IllegalArgumentException(
          "timeToLive: " + time + " (expected: more than 0, at most " + MAX_TIME_TO_LIVE + ")");
    }
    long micros = Math.ceilDiv(time.toNanos(), 1_000L);
    return new CallOptions(outputCapacity, priority, micros, device, waits);
  }

  CallOptions withDevice(int number) {
    return new CallOptions(outputCapacity, priority, timeToLiveMicros, number, waits);
  }

  CallOptions waiting() {
    return new CallOptions(outputCapacity, priority, timeToLiveMicros, device, true);
  }

  /** Room for the output of a call that copies it. */
  long roomForOutput(VFunction function, Arguments arguments, long inputBytes) {
    if (outputCapacity != NOT_SET) {
      return outputCapacity;
    }
    SizeRule rule = function.spec().output();
    long room = rule.evaluate(inputBytes, arguments);
    if (room >= 0) {
      return room;
    }
    if (function.session().localChecks() && rule.kind() == SizeRule.Kind.EXACT) {
      throw new CallException.BadInputSize(
          "%s.output: no size for an input of %d bytes (expected: arguments that give one)"
              .formatted(function.spec().name(), inputBytes));
    }
    long most = Math.min(rule.maxBytes(), function.session().arenaBytes() / 2);
    return Math.min(most, Math.max(DEFAULT_OUTPUT_BYTES, inputBytes * DEFAULT_OUTPUT_FACTOR));
  }
}
