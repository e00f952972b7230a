package io.virtfun.verticles.routing;

import io.virtfun.shm.Why;
import io.virtfun.verticles.fair.CostEstimates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the device for each call of one tenant on one event loop: the one that is expected to be
 * done soonest, the operator's order among equals.
 *
 * <h2>Expectation</h2>
 *
 * What the device has, or what the lane itself has there if that is more, and what such a call
 * takes there. What the device has is what it said last. Lanes that choose before it says more
 * choose alike, so a device may be sent too much by as much as the windows of the lanes allow.
 *
 * <h2>Costs</h2>
 *
 * Learned from the calls that came back, by function and size of input. Of each size the first call
 * is forgotten when the second is known: it may have paid for a start. A device of which nothing is
 * known is taken to be as fast as the first that serves. So that it becomes known, every sixteenth
 * call goes to an idle device that has run fewer than eight of about that size, unless what is
 * known of it says that it is more than 64 times as slow, or the call has a time to live. After
 * 4096 choices for a function each device gets one more such call of each size, since it may have
 * become faster. Of a device that was in quarantine all is forgotten.
 *
 * <p>Each tenant learns for itself: no tenant has a share in what another one is told.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> nanoseconds.
 */
public final class Choice {
  private static final int NONE = -1;
  private static final int TRIAL_EVERY = 16;
  private static final int TRIALS = 8;
  private static final long MOST_TIMES_SLOWER = 64;

  /** What a call is taken to cost at most, so that sums of them stay numbers. */
  private static final long MOST_NANOS = 1L << 44;

  /** What a call is taken to cost when nothing is known of any device. */
  private static final long UNKNOWN_NANOS = 100_000;

  /** Choices for a function after which what is known is old. */
  private static final int OLD = 4096;

  /** By function. */
  private final List<Learned> learned = new ArrayList<>();

  private Why why = Why.UNKNOWN;
  private int sinceTrial;

  // Of the choice that is being made.
  private int firstServing;
  private int best;
  private int untried;
  private long bestNanos;
  private long firstNanos;

  /** What is known of one function, by device. */
  private static final class Learned {
    private final List<Known> devices = new ArrayList<>();
    private int choices;

    private void chosen() {
      if (++choices == OLD) {
        choices = 0;
        devices.forEach(known -> known.costs.doubt());
      }
    }

    private Known of(int device) {
      while (devices.size() <= device) {
        devices.add(new Known());
      }
      return devices.get(device);
    }
  }

  /** What is known of one device. */
  private static final class Known {
    private final CostEstimates costs = new CostEstimates();
    private @Nullable Standing standing;
    private int readmissions;

    /** What is known of it as it is since it was opened or taken back. */
    private CostEstimates since(Standing now) {
      if (standing != now || readmissions != now.readmissions()) {
        if (standing != null) {
          costs.clear();
        }
        standing = now;
        readmissions = now.readmissions();
      }
      return costs;
    }
  }

  /**
   * The device for a call; null where none serves.
   *
   * @param mayTry whether the call may go to a device to learn what such calls take there
   */
  public @Nullable DeviceRoute first(
      Route route, Route.Load load, long inputBytes, boolean mayTry) {
    List<DeviceRoute> devices = route.devices();
    if (devices.size() == 1) {
      DeviceRoute only = devices.getFirst();
      why = Why.ONLY;
      return only.standing().isServing() ? only : null;
    }
    begin();
    learned(route.id()).chosen();
    for (int i = 0; i < devices.size(); i++) {
      consider(route, i, load, inputBytes);
    }
    if (mayTry && untried != NONE && untried != best && ++sinceTrial >= TRIAL_EVERY) {
      sinceTrial = 0;
      why = Why.TRIAL;
      return devices.get(untried);
    }
    why = reason();
    return best == NONE ? null : devices.get(best);
  }

  /**
   * Another device for a call that came back failed; null where none serves.
   *
   * @param had whether the device with a number has had it
   */
  public @Nullable DeviceRoute next(
      Route route, Route.Load load, long inputBytes, IntPredicate had) {
    begin();
    List<DeviceRoute> devices = route.devices();
    for (int i = 0; i < devices.size(); i++) {
      if (!had.test(devices.get(i).number())) {
        consider(route, i, load, inputBytes);
      }
    }
    why = Why.RETRY;
    return best == NONE ? null : devices.get(best);
  }

  private void begin() {
    firstServing = NONE;
    best = NONE;
    untried = NONE;
  }

  private void consider(Route route, int index, Route.Load load, long inputBytes) {
    DeviceRoute device = route.devices().get(index);
    Standing standing = device.standing();
    if (!standing.isServing()) {
      return;
    }
    CostEstimates costs = learned(route.id()).of(device.number()).since(standing);
    long known = costs.grownNanos(inputBytes);
    if (firstServing == NONE) {
      firstServing = index;
      firstNanos = known == 0 ? UNKNOWN_NANOS : known;
    }
    long cost = Math.min(MOST_NANOS, known == 0 ? firstNanos : known);
    int own = load.at(device.number());
    long backlog = standing.backlogNanos();
    long done = Math.max(backlog, own * cost / standing.slots()) + cost;
    if (best == NONE || done < bestNanos) {
      best = index;
      bestNanos = done;
    }
    if (untried == NONE
        && (costs.times(inputBytes) < TRIALS || costs.isDoubted(inputBytes))
        && own == 0
        && backlog == 0
        && known / MOST_TIMES_SLOWER <= firstNanos) {
      untried = index;
    }
  }

  private Why reason() {
    if (best <= 0) {
      return Why.PREFERRED;
    }
    return best == firstServing ? Why.OTHERS_QUARANTINED : Why.SOONEST;
  }

  /** Why the device that was chosen last was chosen. */
  public Why why() {
    return why;
  }

  /** Takes in what a call took that went well. */
  public void learn(int function, int device, long inputBytes, long ranNanos) {
    CostEstimates costs = learned(function).of(device).costs;
    if (costs.times(inputBytes) == 1) {
      costs.forget(inputBytes);
    }
    costs.learn(inputBytes, ranNanos);
  }

  private Learned learned(int function) {
    while (learned.size() <= function) {
      learned.add(new Learned());
    }
    return learned.get(function);
  }
}
