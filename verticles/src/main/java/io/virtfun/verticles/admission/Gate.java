package io.virtfun.verticles.admission;

import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.routing.Choice;
import io.virtfun.verticles.routing.Routes;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A tenant as one thread that takes its calls sees it: admits them and writes its account.
 *
 * <p>Limits that change count from {@link #refresh} on. <b>Thread:</b> one owner, where not said
 * otherwise. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class Gate implements AutoCloseable {
  private static final long NANOS_PER_MICRO = 1000;

  private final Tenant tenant;
  private final Tenant.Listener listener;
  private Routes all;
  private Ledger ledger;
  private final Choice choice = new Choice();
  private TenantLimits limits = TenantLimits.none();
  private boolean limited;
  private boolean counting;
  private int inFlight;
  private long verdict;
  private Routes routes;

  // Shared.
  private final AtomicBoolean awaiting = new AtomicBoolean();

  /**
   * Opens a gate.
   *
   * @param listener told on any thread of what calls may wait for
   */
  public Gate(Tenant tenant, Routes all, Tenant.Listener listener) {
    this.tenant = tenant;
    this.all = all;
    this.listener = listener;
    this.routes = all;
    this.ledger = tenant.account().open(all.functionCount());
    tenant.add(this);
    refresh();
  }

  /** A gate without limits of a tenant of its own. */
  public static Gate open(Routes all) {
    return open(TenantLimits.none(), all);
  }

  /** A gate of a tenant of its own, whose limits stay. */
  public static Gate open(TenantLimits limits, Routes all) {
    return new Gate(new Tenant("none", limits, 0), all, new Ignoring());
  }

  private static final class Ignoring implements Tenant.Listener {
    @Override
    public void slotFreed() {
      // Nobody waits.
    }

    @Override
    public void limitsChanged() {
      // They do not.
    }
  }

  /** The tenant. */
  public Tenant tenant() {
    return tenant;
  }

  /** Takes over limits that have changed; calls in flight count under them. */
  public void refresh() {
    TenantLimits next = tenant.limits();
    boolean counts = next.maxInFlight() > 0;
    if (counts && !counting) {
      tenant.join(inFlight);
    } else if (counting && !counts) {
      tenant.leave(inFlight);
    }
    counting = counts;
    limits = next;
    limited = next.holdsUpCalls();
    routes = next.permitted(all);
  }

  /** Takes over other functions and devices; calls in flight go on as they are. */
  public void adopt(Routes next) {
    all = next;
    routes = limits.permitted(next);
    ledger = tenant.account().grow(ledger, next.functionCount());
  }

  /** The routes as the tenant may use them: functions that it may not call have no device. */
  public Routes routes() {
    return routes;
  }

  /** What chooses devices for the tenant's calls. */
  public Choice choice() {
    return choice;
  }

  /** The limits that count now. */
  public TenantLimits limits() {
    return limits;
  }

  /** Takes what a call needs; false when a limit holds it up, and nothing is taken. */
  public boolean admits(int function, long inputBytes, long outputCapacity, long nowNanos) {
    if (limited) {
      verdict = tenant.admit(limits, inputBytes + outputCapacity, nowNanos);
      if (verdict != Verdict.ADMITTED) {
        return false;
      }
    }
    inFlight++;
    ledger.accepted(function, inputBytes);
    return true;
  }

  /** Whether the call that was held up is to be answered. */
  public boolean sheds() {
    return limits.onLimit() == OnLimit.SHED;
  }

  /** Whether the call that was held up waits until one in flight has ended. */
  public boolean waitsForSlot() {
    return Verdict.limit(verdict) == Limit.IN_FLIGHT;
  }

  /** For how long the call that was held up waits; 0 where that is not known. */
  public long waitNanos() {
    return Verdict.waitNanos(verdict);
  }

  /** The same as guests are told. */
  public long waitMicros() {
    return Math.ceilDiv(waitNanos(), NANOS_PER_MICRO);
  }

  /** Notes that a call that was held up is answered. */
  public void shed(int function) {
    ledger.shed(function, Verdict.limit(verdict));
  }

  /** Notes that a call that was held up stays where it is, once for each. */
  public void deferred(int function) {
    ledger.deferred(function, Verdict.limit(verdict));
  }

  /** Notes how a call was answered, also one that was not admitted. */
  public void answered(int function, int status, long outputBytes) {
    ledger.answered(function, status, outputBytes);
  }

  /** Notes that a call was answered without being admitted. */
  public void refused(int function, Status status) {
    ledger.answered(function, status.code(), 0);
  }

  /** Charges the device time of a call that came back. */
  public void charge(int function, Call call) {
    long nanos = call.ranNanos();
    ledger.ran(function, nanos);
    if (limited) {
      tenant.charge(nanos, call.endedNanos());
    }
  }

  /** Gives back the slot of a call that was admitted and has ended, however. */
  public void left(int function) {
    inFlight--;
    ledger.left(function);
    if (counting) {
      tenant.leave(1);
    }
  }

  /** Has the listener told when a slot is freed; false when there is one now. */
  public boolean awaitSlot() {
    // SYNC: pairs with Tenant.leave; either this sees the slot or that one sees it waiting.
    awaiting.set(true);
    if (tenant.hasRoom(limits)) {
      awaiting.set(false);
      return false;
    }
    return true;
  }

  /** <b>Thread:</b> any. */
  void slotFreed() {
    if (awaiting.get() && awaiting.compareAndSet(true, false)) {
      listener.slotFreed();
    }
  }

  /** <b>Thread:</b> any. */
  void limitsChanged() {
    listener.limitsChanged();
  }

  /** Ends the gate; no call of it may be in flight. */
  @Override
  public void close() {
    tenant.remove(this);
    tenant.account().close(ledger);
  }
}
