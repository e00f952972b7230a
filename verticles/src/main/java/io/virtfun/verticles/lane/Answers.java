package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.Call;

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
    entry.outputBytes = 0;
    entry.detail = detail;
    entry.queuedNanos = 0;
    entry.ranNanos = 0;
    write();
  }

  /** Answers a call that came back from its device. */
  void end(Call call) {
    Outcome outcome = call.outcome();
    long capacity = call.invocation().output().byteSize();
    entry.correlationId = call.correlationId();
    entry.device = call.deviceNumber();
    entry.outputBytes = 0;
    entry.detail = 0;
    entry.queuedNanos = call.queuedNanos();
    entry.ranNanos = call.ranNanos();
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
      case DEVICE_FAILED -> entry.status = Status.DEVICE_FAILED.code();
    }
    write();
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
