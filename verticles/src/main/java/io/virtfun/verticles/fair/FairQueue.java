package io.virtfun.verticles.fair;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for one device, and which of them is next.
 *
 * <h2>Classes</h2>
 *
 * Priorities are 0 to 3, and 3 goes first. A class with queued calls of which none was started for
 * the ageing time is overdue. Among overdue classes the one that has waited longest goes first, for
 * one call. So while calls of a class are queued, at most the ageing time and then three starts of
 * others lie between two of its starts. Classes age, not calls: else the tenant with the longest
 * backlog would overtake the others of its class.
 *
 * <h2>Shares</h2>
 *
 * Within a class tenants share by weight, the lanes of a tenant equally, and a lane's calls start
 * in order of arrival (start-time fair queueing). A share's clock shows the device time that it was
 * charged, over its weight; the lowest goes next. A call is charged its estimate when it starts,
 * and what it really took when it ends, by the weight of its start. A share with nothing queued is
 * set forward to the others when it has again: it saved up nothing.
 *
 * <h2>Bound</h2>
 *
 * Take any interval throughout which f and g have calls queued in the same class, and the device
 * time that the calls of that class which f and g start in it will have taken, over their weights.
 * The two differ at most by
 *
 * <pre>c(f) + c(g) + 2 (P - 1) (e(f) + e(g)) + 2 ns</pre>
 *
 * where c is a share's longest call over its weight, e the largest error of its estimates over its
 * weight, and P the most calls that run at a time. So with one slot estimates do not matter. The 2
 * ns are rounding; each change of a weight adds up to P + 1. For the lanes of a tenant the same
 * holds, with weights of 1.
 *
 * <p>Why: let V be the highest clock that a start of the class found, and u a share's clock as if
 * its running calls were charged what they will have taken. A start finds a clock of at most V and
 * adds one call, so u is at most V + c + (P - 1) e. A queued share's clock was at least V when V
 * was last raised, or when the share was set forward; so u is at least V - (P - 1) e.
 *
 * <p>Each operation takes O(log n) steps for n shares with queued calls.
 *
 * <p><b>Thread:</b> one owner. <b>Ownership:</b> refers to calls only while they are queued.
 * <b>Units:</b> {@link System#nanoTime()}; costs count as 1 ns to {@link #MOST_NANOS}.
 */
public final class FairQueue<C> {
  /** Priorities are from 0 to this, the most urgent. */
  public static final int MOST_PRIORITY = 3;

  /** The most that one call counts, some 13 days. */
  public static final long MOST_NANOS = 1L << 50;

  private final Settings settings;
  private final List<PriorityClass<C>> classes;
  private long backlogNanos;

  /**
   * How a queue decides.
   *
   * @param ageingNanos after which a class of which no call was started goes first
   */
  public record Settings(long ageingNanos) {
    public Settings {
      if (ageingNanos < 1) {
        throw new IllegalArgumentException(
            "ageingNanos: %d (expected: at least 1)".formatted(ageingNanos));
      }
    }
  }

  /** An empty queue. */
  public FairQueue(Settings settings) {
    this.settings = settings;
    this.classes =
        IntStream.rangeClosed(0, MOST_PRIORITY).mapToObj(_ -> new PriorityClass<C>()).toList();
  }

  /** A share for another tenant. */
  public TenantShare<C> tenant(int weight) {
    return new TenantShare<>(this, classes.stream(), weight);
  }

  /** Queues a call. <b>Errors:</b> {@link IllegalStateException} when it is queued or runs. */
  public void add(
      Queued<C> queued, LaneShare<C> lane, int priority, long estimateNanos, long nowNanos) {
    if (queued.flow() != null) {
      throw new IllegalStateException("the call is queued or runs (expected: a free place)");
    }
    if (lane.tenant().queue() != this) {
      throw new IllegalArgumentException("the lane's share is of another queue");
    }
    LaneFlow<C> flow = lane.flow(priority);
    queued.join(flow, counted(estimateNanos));
    backlogNanos += queued.estimateNanos();
    classes.get(priority).add(flow, queued, nowNanos);
  }

  /** Starts the call that is next; null when none is queued. */
  public @Nullable Queued<C> start(long nowNanos) {
    PriorityClass<C> next = null;
    boolean overdue = false;
    for (int i = MOST_PRIORITY; i >= 0; i--) {
      PriorityClass<C> candidate = classes.get(i);
      if (candidate.isEmpty()) {
        continue;
      }
      long waitedNanos = candidate.waitedNanos(nowNanos);
      if (waitedNanos < settings.ageingNanos()) {
        next = next == null ? candidate : next;
      } else if (next == null || !overdue || waitedNanos > next.waitedNanos(nowNanos)) {
        next = candidate;
        overdue = true;
      }
    }
    return next == null ? null : next.start(nowNanos);
  }

  /**
   * Charges a call what it took, and frees its place.
   *
   * <p><b>Errors:</b> {@link IllegalStateException} when it does not run.
   */
  public void ended(Queued<C> queued, long measuredNanos) {
    LaneFlow<C> flow = queued.flow();
    if (flow == null || !queued.isRunning()) {
      throw new IllegalStateException("the call does not run (expected: a started call)");
    }
    flow.tenant().home().end(flow, queued, counted(measuredNanos));
    free(queued);
  }

  /**
   * Whether a call waits in this queue. Also of a call that another thread's queue may have by now:
   * no other thread ever puts a call into this one.
   */
  public boolean holds(Queued<C> queued) {
    LaneFlow<C> flow = queued.flow();
    return flow != null && classes.contains(flow.tenant().home()) && queued.isQueued();
  }

  /** Removes a call and frees its place; false when it is not queued. */
  public boolean remove(Queued<C> queued) {
    LaneFlow<C> flow = queued.flow();
    if (flow == null || !queued.isQueued()) {
      return false;
    }
    flow.tenant().home().leave(flow, queued);
    free(queued);
    return true;
  }

  private void free(Queued<C> queued) {
    backlogNanos -= queued.estimateNanos();
    queued.free();
  }

  /** Removes a queued call of a lane and frees its place; null when the lane has none. */
  public @Nullable Queued<C> removeAny(LaneShare<C> lane) {
    for (int i = 0; i <= MOST_PRIORITY; i++) {
      Queued<C> head = lane.flow(i).head();
      if (head != null) {
        remove(head);
        return head;
      }
    }
    return null;
  }

  /** Calls that wait. */
  public int size() {
    int sum = 0;
    for (PriorityClass<C> each : classes) {
      sum += each.size();
    }
    return sum;
  }

  /** Calls that were started and have not ended. */
  public int running() {
    int sum = 0;
    for (PriorityClass<C> each : classes) {
      sum += each.running();
    }
    return sum;
  }

  /** What the calls that wait and run were estimated to take. */
  public long backlogNanos() {
    return backlogNanos;
  }

  private static long counted(long nanos) {
    return Math.clamp(nanos, 1, MOST_NANOS);
  }
}
