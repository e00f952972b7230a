package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.Status;
import io.virtfun.shm.Why;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of a lane: turns refusals and ended calls into completion entries.
 *
 * <p><b>Thread:</b> the lane's.
 */
final class Answers {
  private final CompletionProducer completions;
  private final CompletionEntry entry = new CompletionEntry();
  private boolean written;

  Answers(CompletionProducer completions) {
    this.completions = completions;
  }

  /** Entries that can be written, or {@link CompletionProducer#CORRUPT}. */
  int free() {
    return completions.free();
  }

  /** Answers an entry that no device will see. */
  void refuse(long correlationId, Status status, long detail) {
    entry.correlationId = correlationId;
    entry.status = status.code();
    entry.device = CompletionEntry.NO_DEVICE_NUMBER;
    entry.why = Why.UNKNOWN.code();
    entry.attempts = 0;
    entry.outputBytes = 0;
    entry.detail = detail;
    entry.queuedNanos = 0;
    entry.ranNanos = 0;
    entry.deviceCycles = 0;
    write();
  }

  /** Answers a call that came back from its device. */
  void end(Call call) {
    Outcome outcome = call.outcome();
    long capacity = call.invocation().output().byteSize();
    entry.correlationId = call.correlationId();
    entry.device = call.deviceNumber();
    entry.why = call.assignment().why().code();
    entry.attempts = call.assignment().attempts();
    entry.outputBytes = 0;
    entry.detail = 0;
    entry.queuedNanos = call.queuedNanos();
    entry.ranNanos = call.ranNanos();
    entry.deviceCycles = outcome.deviceCycles();
    Status stopped = stopped(call);
    if (stopped == null && call.isUnrun() && call.assignment().attempts() == 0) {
      refuse(call.correlationId(), Status.NO_DEVICE, 0);
      return;
    }
    if (stopped == null) {
      describe(outcome, capacity);
    } else {
      entry.status = stopped.code();
    }
    write();
  }

  /** What the guest is told of a call that was to stop, whatever the device says; null: nothing. */
  private static @Nullable Status stopped(Call call) {
    boolean early = call.outcome().kind() == Outcome.Kind.STOPPED;
    boolean afterStop = early || call.endedNanos() - call.stopNanos() >= 0;
    if (call.stopReason() == StopReason.CANCELLED && afterStop) {
      return Status.CANCELLED;
    }
    return call.isOverdue(call.endedNanos()) ? Status.EXPIRED : null;
  }

  private void describe(Outcome outcome, long capacity) {
    switch (outcome.kind()) {
      case OK -> {
        // A driver that claims more than the output holds has failed.
        boolean fits = outcome.value() <= capacity;
        entry.status = (fits ? Status.OK : Status.DEVICE_FAILED).code();
        entry.outputBytes = fits ? outcome.value() : 0;
      }
      case OUTPUT_TOO_SMALL -> {
        entry.status = Status.OUTPUT_TOO_SMALL.code();
        entry.detail = outcome.value();
      }
      case BAD_DATA -> entry.status = Status.BAD_DATA.code();
      case DEVICE_FAILED, STOPPED -> entry.status = Status.DEVICE_FAILED.code();
    }
  }

  private void write() {
    completions.write(entry);
    written = true;
  }

  /** The status of the answer written last. */
  int lastStatus() {
    return entry.status;
  }

  /** The output of the answer written last. */
  long lastOutputBytes() {
    return entry.outputBytes;
  }

  /** Publishes what was written since; true when the guest's doorbell is to be rung. */
  boolean publish() {
    boolean ring = written && completions.publish();
    written = false;
    return ring;
  }
}
