package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Why;
import io.virtfun.verticles.bus.Call;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;

/** How calls end at devices, by chance, and what follows from that. */
final class Fates {
  private final SplittableRandom random;
  private final IdentityHashMap<Call, Long> failedOnce = new IdentityHashMap<>();

  Fates(SplittableRandom random) {
    this.random = random;
  }

  /** All calls have ended. */
  void clear() {
    failedOnce.clear();
  }

  /** Calls of the function that both devices have are tried once more when one fails them. */
  boolean goesElsewhere(Call call, long nowNanos, boolean serves) {
    Outcome outcome = call.outcome();
    boolean failed =
        outcome.kind() == Outcome.Kind.DEVICE_FAILED
            || outcome.kind() == Outcome.Kind.STOPPED
            || (outcome.kind() == Outcome.Kind.OK
                && outcome.value() > call.invocation().output().byteSize());
    boolean again =
        failed
            && call.functionId() == TestRoutes.EITHER_ID
            && call.assignment().why() != Why.ASKED_FOR
            && !call.isOver(nowNanos)
            && serves;
    // A call that failed once may have ended where it waited, and its slot be another one's.
    Long before = failedOnce.put(call, call.ticket());
    return again && (before == null || before != call.ticket());
  }

  /** Whatever a device says. */
  Outcome outcome(long capacity) {
    return switch (random.nextInt(9)) {
      // Without having been asked.
      case 8 -> Outcome.stopped();
      case 0 -> Outcome.ok(capacity + random.nextInt(2));
      case 1 -> Outcome.badData();
      case 2 -> Outcome.deviceFailed();
      case 3 -> Outcome.outputTooSmall(random.nextInt(100));
      default -> Outcome.ok(random.nextLong(capacity + 1));
    };
  }
}
