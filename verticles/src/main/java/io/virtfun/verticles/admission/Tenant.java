package io.virtfun.verticles.admission;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One tenant: its limits, what it has taken of them, and its account.
 *
 * <h2>Admission</h2>
 *
 * Calls come through a {@link Gate} for each thread that takes them. A gate of a tenant without
 * limits touches nothing that threads share. With limits a call takes of all of them or of none.
 *
 * <h2>Device time</h2>
 *
 * It is known when a call has ended, and charged then. A tenant in debt gets no further call until
 * the debt is paid off; what was in flight when it ran into debt comes on top of the limit.
 *
 * <p><b>Thread:</b> any. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class Tenant {
  private static final long NANOS_PER_PERCENT = 10_000_000;

  private final String name;
  private final Account account = new Account();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Rate calls = new Rate();
  private final Rate bytes = new Rate();
  private final Rate deviceTime = new Rate();
  private final AtomicLong quarantinedLanes = new AtomicLong();
  private final List<Gate> gates = new CopyOnWriteArrayList<>();
  private volatile TenantLimits limits = TenantLimits.none();
  private volatile boolean draining;

  /** Hears of what calls may wait for. <b>Thread:</b> called on any; must return at once. */
  public interface Listener {
    /** A call in flight has ended, and this listener asked to be told. */
    void slotFreed();

    /** The tenant has other limits. */
    void limitsChanged();
  }

  /** A tenant with an empty account. */
  public Tenant(String name, TenantLimits limits, long nowNanos) {
    this.name = name;
    limits(limits, nowNanos);
  }

  /** The tenant's name. */
  public String name() {
    return name;
  }

  /** The limits of now. */
  public TenantLimits limits() {
    return limits;
  }

  /** Sets other limits; what was taken stays taken, and calls in flight go on. */
  public synchronized void limits(TenantLimits next, long nowNanos) {
    calls.set(next.callsPerSecond(), nowNanos);
    bytes.set(next.bytesPerSecond(), nowNanos);
    deviceTime.set(next.deviceTimePercent() * NANOS_PER_PERCENT, nowNanos);
    limits = next;
    gates.forEach(Gate::limitsChanged);
  }

  /** From now on its guests' new calls are refused. */
  public void drain() {
    draining = true;
  }

  /** Whether its guests' new calls are refused. */
  public boolean isDraining() {
    return draining;
  }

  /** What the tenant has used. */
  public Account account() {
    return account;
  }

  /** Counts a lane of its guests that broke the protocol. */
  public void laneQuarantined() {
    quarantinedLanes.incrementAndGet();
  }

  /** Lanes of its guests that broke the protocol so far. */
  public long quarantinedLanes() {
    return quarantinedLanes.get();
  }

  void add(Gate gate) {
    gates.add(gate);
  }

  void remove(Gate gate) {
    gates.remove(gate);
  }

  /** Takes what a call needs under the caller's limits, or nothing; a {@link Verdict}. */
  long admit(TenantLimits under, long callBytes, long nowNanos) {
    long refusal = refusal(under, nowNanos);
    if (refusal != Verdict.ADMITTED) {
      return refusal;
    }
    boolean counted = under.maxInFlight() > 0;
    if (counted && !enter(under.maxInFlight())) {
      return Verdict.of(Limit.IN_FLIGHT, 0);
    }
    // Another thread may have taken what was there when this one looked.
    if (!calls.take(1, nowNanos)) {
      undo(counted);
      return Verdict.of(Limit.CALLS_PER_SECOND, soon(calls, nowNanos));
    }
    if (!bytes.take(callBytes, nowNanos)) {
      calls.giveBack(1);
      undo(counted);
      return Verdict.of(Limit.BYTES_PER_SECOND, soon(bytes, nowNanos));
    }
    return Verdict.ADMITTED;
  }

  private static long soon(Rate rate, long nowNanos) {
    return Math.max(1, rate.waitNanos(nowNanos));
  }

  private void undo(boolean counted) {
    if (counted) {
      leave(1);
    }
  }

  /** The limit that holds up a call the longest. */
  private long refusal(TenantLimits under, long nowNanos) {
    if (!hasRoom(under)) {
      return Verdict.of(Limit.IN_FLIGHT, 0);
    }
    long forCalls = calls.waitNanos(nowNanos);
    long forBytes = bytes.waitNanos(nowNanos);
    long forDevices = deviceTime.waitNanos(nowNanos);
    long longest = Math.max(forCalls, Math.max(forBytes, forDevices));
    if (longest == 0) {
      return Verdict.ADMITTED;
    }
    if (longest == forCalls) {
      return Verdict.of(Limit.CALLS_PER_SECOND, longest);
    }
    return Verdict.of(longest == forBytes ? Limit.BYTES_PER_SECOND : Limit.DEVICE_TIME, longest);
  }

  boolean hasRoom(TenantLimits under) {
    return under.maxInFlight() == 0 || inFlight.get() < under.maxInFlight();
  }

  private boolean enter(int most) {
    int before;
    do {
      before = inFlight.get();
      if (before >= most) {
        return false;
      }
    } while (!inFlight.compareAndSet(before, before + 1));
    return true;
  }

  /** Counts calls that were admitted while no limit counted them. */
  void join(int count) {
    inFlight.addAndGet(count);
  }

  /** Gives back what so many calls in flight took, and tells gates that wait for it. */
  void leave(int count) {
    if (count > 0) {
      // SYNC: pairs with Gate.awaitSlot; either it sees the slot or this sees it waiting.
      inFlight.addAndGet(-count);
      for (Gate gate : gates) {
        gate.slotFreed();
      }
    }
  }

  /** Charges the device time of a call that has ended. */
  void charge(long deviceNanos, long nowNanos) {
    deviceTime.charge(deviceNanos, nowNanos);
  }

  /** Calls in flight that count against the limit. */
  int inFlight() {
    return inFlight.get();
  }
}
