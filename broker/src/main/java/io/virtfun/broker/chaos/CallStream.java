package io.virtfun.broker.chaos;

import io.virtfun.guest.CallException;
import io.virtfun.guest.OngoingCall;
import io.virtfun.guest.Result;
import io.virtfun.guest.VFunction;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls one after the other, each answer checked and each end counted.
 *
 * <p><b>Thread:</b> one of its own; blocks.
 */
final class CallStream implements Runnable {
  /** Much more than any call can have to wait. */
  private static final long ANSWER_SECONDS = 60;

  private final GuestSession guest;
  private final SplittableRandom random;

  CallStream(GuestSession guest, SplittableRandom random) {
    this.guest = guest;
    this.random = random;
  }

  @Override
  public void run() {
    boolean attached = true;
    while (attached && guest.goesOn()) {
      PlannedCall call = guest.books().plan().next(random);
      attached = make(call);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(call.pauseMicros()));
    }
  }

  /** Whether the session may be there for more. */
  private boolean make(PlannedCall call) {
    Ledger ledger = guest.books().ledger();
    long id = ledger.open();
    try {
      CallEnd end = end(call);
      int counts = end == CallEnd.OK ? guest.books().saboteur().counts() : 1;
      for (int i = 0; i < counts; i++) {
        ledger.close(id, end);
      }
      return end != CallEnd.SESSION_CLOSED && end != CallEnd.BROKER_GONE;
    } catch (TimeoutException e) {
      ledger.giveUp(id, call.place());
      return false;
    }
  }

  private CallEnd end(PlannedCall call) throws TimeoutException {
    try {
      Attempt attempt = Attempt.of(guest.session(), function(call), call);
      try {
        check(call, attempt, result(attempt.start(), call));
        return CallEnd.OK;
      } finally {
        free(attempt);
      }
    } catch (CallException e) {
      CallEnd end = CallEnd.of(e);
      if (!guest.tenancy().allows(end, call, guest.isClosing())) {
        guest.books().ledger().wrong(call.place() + ": " + end + ", " + e.getMessage());
      }
      return end;
    } catch (IllegalStateException e) {
      return closed(call, e);
    }
  }

  private VFunction function(PlannedCall call) {
    VFunction function = guest.session().function(call.function()).withPriority(call.priority());
    if (call.timeToLiveMicros() > 0) {
      function = function.withTimeToLive(Duration.of(call.timeToLiveMicros(), ChronoUnit.MICROS));
    }
    return call.waits() ? function.waitingForRoom() : function;
  }

  private static Result result(OngoingCall ongoing, PlannedCall call) throws TimeoutException {
    if (call.isCancelled()) {
      try {
        return ongoing.result().await(call.cancelAfterMicros(), TimeUnit.MICROSECONDS);
      } catch (TimeoutException _) {
        ongoing.cancel();
      }
    }
    return ongoing.result().await(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  private void check(PlannedCall call, Attempt attempt, Result result) {
    MemorySegment answer = attempt.answer(result);
    guest.books().saboteur().corrupt(answer);
    Optional<String> difference = call.exercise().check().difference(answer);
    difference.ifPresent(
        what ->
            guest
                .books()
                .ledger()
                .wrong(call.place() + " by " + result.receipt().device() + ": " + what));
  }

  /** Where the session was closed, its memory has gone and the arena with it. */
  private void free(Attempt attempt) {
    try {
      attempt.close();
    } catch (IllegalStateException e) {
      if (!guest.isClosing()) {
        throw e;
      }
    }
  }

  private CallEnd closed(PlannedCall call, IllegalStateException e) {
    if (!guest.isClosing()) {
      guest.books().ledger().wrong(call.place() + ": " + e.getMessage());
    }
    return CallEnd.SESSION_CLOSED;
  }
}
