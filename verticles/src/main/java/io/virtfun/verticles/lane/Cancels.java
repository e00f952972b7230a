package io.virtfun.verticles.lane;

import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import java.util.HashSet;
import java.util.Set;

/**
 * What a lane does with cancel entries: those that it takes, and those that it sees behind a head
 * that it cannot take. One that was seen has had its effect when it is taken.
 *
 * <p>A cancel entry may be seen before the call that it names is taken, since both are behind the
 * head; its id is kept until then. <b>Thread:</b> the lane's.
 */
final class Cancels {
  private final SubmissionConsumer submissions;
  private final InFlight calls;
  private final int capacity;
  private final SubmissionEntry ahead = new SubmissionEntry();

  /** At most as many as there are entries, also where a guest changes entries that were seen. */
  private final Set<Long> seenEarly = new HashSet<>();

  private long ignored;

  /** Of a queue that holds so many entries. */
  Cancels(SubmissionConsumer submissions, InFlight calls, int capacity) {
    this.submissions = submissions;
    this.calls = calls;
    this.capacity = capacity;
  }

  /** Deals with a cancel entry that was taken. */
  void take(SubmissionEntry entry, long nowNanos) {
    long id = entry.correlationId();
    boolean isVain = submissions.wasSeen() ? seenEarly.remove(id) : !calls.cancel(id, nowNanos);
    if (isVain) {
      ignored++;
    }
  }

  /** Looks at so many entries in the queue that were not looked at before. */
  void lookAhead(int most, long nowNanos) {
    int count = Math.min(submissions.unseen(), most);
    for (int i = 0; i < count; i++) {
      if (submissions.lookAhead(ahead)
          && !calls.cancel(ahead.correlationId(), nowNanos)
          && seenEarly.size() < capacity) {
        seenEarly.add(ahead.correlationId());
      }
    }
  }

  /** Whether a call that was taken had been cancelled before. */
  boolean forestall(SubmissionEntry call) {
    if (seenEarly.isEmpty()) {
      return false;
    }
    if (!submissions.wasSeen()) {
      // Whatever was seen is behind us.
      seenEarly.clear();
    }
    return seenEarly.remove(call.correlationId());
  }

  /** Cancel entries that named no call. */
  long ignored() {
    return ignored;
  }
}
