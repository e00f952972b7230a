package io.virtfun.verticles.bus;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.fair.Queued;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One accepted call: in a slot of its lane's in-flight table until it ends, then lent to another.
 * <b>Ownership:</b> the lane's, except between dispatch to a device and return from it, when it is
 * the device's. The bus orders the hand-overs.
 */
public final class Call {
  private static final Object NOBODY = new Object();

  private final int doorbell;
  private Object owner;
  private int slot;

  /** In the queue of the device that has the call. */
  private final Queued<Call> place = new Queued<>(this);

  // Written by the lane.
  private long correlationId;
  private final Assignment assignment = new Assignment();
  private long takenNanos;
  private @Nullable Invocation invocation;
  private long ticket;
  private int priority;
  private boolean mayExpire;
  private long deadlineNanos;
  private long stopNanos;
  private volatile StopReason stopReason = StopReason.NONE;

  // Of the queue that holds the call, if any.
  @Nullable CallQueue queue;
  @Nullable Call next;
  @Nullable Call previous;

  // Written by the device.
  private boolean ranOnLoop;
  private boolean unrun;
  private long startedNanos;
  private long endedNanos;
  private Outcome outcome = Outcome.deviceFailed();

  /**
   * One that stands for no call yet.
   *
   * @param owner who serves the lane, opaque to devices
   * @param doorbell number of the doorbell verticle that serves the lane
   */
  public Call(Object owner, int slot, int doorbell) {
    this.owner = owner;
    this.slot = slot;
    this.doorbell = doorbell;
  }

  /** Goes to a slot, perhaps of another lane than before. <b>Thread:</b> the lane's. */
  void lend(Object to, int number) {
    owner = to;
    slot = number;
  }

  /** Stands for a call from now on. <b>Thread:</b> the lane's. */
  public void begin(long correlation, long nowNanos, Invocation what) {
    correlationId = correlation;
    takenNanos = nowNanos;
    invocation = what;
    startedNanos = nowNanos;
    endedNanos = nowNanos;
    outcome = Outcome.deviceFailed();
    unrun = false;
    ticket++;
    assignment.begin();
    priority = 0;
    mayExpire = false;
    if (stopReason != StopReason.NONE) {
      // A volatile store costs more than the rest, and few calls are stopped.
      stopReason = StopReason.NONE;
    }
  }

  /** Says what the guest asked for. <b>Thread:</b> the lane's. */
  public void terms(int urgency, long timeToLiveNanos) {
    priority = urgency;
    mayExpire = timeToLiveNanos > 0;
    deadlineNanos = takenNanos + timeToLiveNanos;
  }

  /**
   * The result is no longer wanted: a device need not start the call, and may end it. False where
   * that was said before, for a reason that stays. <b>Thread:</b> the lane's.
   */
  public boolean stop(StopReason reason, long nowNanos) {
    if (stopReason != StopReason.NONE) {
      return false;
    }
    stopNanos = nowNanos;
    // SYNC: pairs with Call.isOver; a device that starts the call or runs it sees the reason.
    stopReason = reason;
    return true;
  }

  /** Why the result is no longer wanted, if it is not. <b>Thread:</b> any. */
  public StopReason stopReason() {
    return stopReason;
  }

  /** When {@link #stop} was called. <b>Thread:</b> the lane's. */
  public long stopNanos() {
    return stopNanos;
  }

  /** Whether the call need not be started now. <b>Thread:</b> the owner's. */
  public boolean isOver(long nowNanos) {
    return stopReason != StopReason.NONE || isOverdue(nowNanos);
  }

  /** Whether the call's time to live has passed. <b>Thread:</b> the owner's. */
  public boolean isOverdue(long nowNanos) {
    return mayExpire && nowNanos - deadlineNanos >= 0;
  }

  /** Whether the call has a time to live. <b>Thread:</b> the owner's. */
  public boolean mayExpire() {
    return mayExpire;
  }

  /** When the call expires, if it may. <b>Units:</b> {@link System#nanoTime()}. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** How urgent the guest says that the call is, 0 to 3. <b>Thread:</b> the owner's. */
  public int priority() {
    return priority;
  }

  /** Which of the calls this is that it has stood for; grows. <b>Thread:</b> the owner's. */
  public long ticket() {
    return ticket;
  }

  /** Names the function and the device that is to run the call. <b>Thread:</b> the lane's. */
  public void assign(int function, int device, Origin from) {
    assignment.to(function, device, from);
  }

  /**
   * Names another device for a call that came back failed or unrun, as if it had not been sent.
   * <b>Thread:</b> the lane's.
   */
  public void reassign(int device, Origin from) {
    if (unrun) {
      assignment.instead(device, from);
    } else {
      assignment.again(device, from);
    }
    startedNanos = endedNanos;
    outcome = Outcome.deviceFailed();
    unrun = false;
  }

  /** Which device is to run the call, and which ones failed it. */
  public Assignment assignment() {
    return assignment;
  }

  /** Whether the device failed a call that has come back, so that it may go well elsewhere. */
  public boolean hasFailed() {
    return switch (outcome.kind()) {
      case OK -> outcome.value() > invocation().output().byteSize();
      case DEVICE_FAILED -> true;
      case STOPPED -> !isOver(endedNanos);
      case OUTPUT_TOO_SMALL, BAD_DATA -> false;
    };
  }

  /** Ends a call that no device has begun. <b>Thread:</b> the owner's. */
  public void endedUnrun(long nowNanos) {
    ranOnLoop = false;
    startedNanos = nowNanos;
    endedNanos = nowNanos;
    outcome = Outcome.deviceFailed();
    unrun = true;
  }

  /** Whether a call that has come back failed was not begun, so that nothing has come of it. */
  public boolean isUnrun() {
    return unrun;
  }

  /** Stands for no call, of nobody's. <b>Thread:</b> the lane's. */
  void clear() {
    invocation = null;
    owner = NOBODY;
    assignment.end();
  }

  /** Whether it stands for a call. <b>Thread:</b> the lane's. */
  public boolean isInFlight() {
    return invocation != null;
  }

  /** Notes the start. <b>Thread:</b> the device's. <b>Units:</b> {@link System#nanoTime()}. */
  public void started(long nowNanos) {
    ranOnLoop = false;
    startedNanos = nowNanos;
  }

  /** Notes a start on the event loop of the lane. <b>Thread:</b> that. */
  public void startedOnLoop(long nowNanos) {
    ranOnLoop = true;
    startedNanos = nowNanos;
  }

  /** Whether the call ran on the event loop of its lane. */
  public boolean ranOnLoop() {
    return ranOnLoop;
  }

  /** Notes the end. <b>Thread:</b> the device's. <b>Units:</b> {@link System#nanoTime()}. */
  public void ended(long nowNanos, Outcome how) {
    endedNanos = nowNanos;
    outcome = how;
  }

  /** Who serves the lane. */
  public Object owner() {
    return owner;
  }

  /** Index in the lane's table. */
  public int slot() {
    return slot;
  }

  /** Number of the doorbell verticle to return to. */
  public int doorbell() {
    return doorbell;
  }

  /** The guest's name for the call. */
  public long correlationId() {
    return correlationId;
  }

  /** Number of the function. */
  public int functionId() {
    return assignment.function();
  }

  /** Number of the assigned device. */
  public int deviceNumber() {
    return assignment.device();
  }

  /** Where the assigned device sees the call come from. */
  public Origin origin() {
    return assignment.origin();
  }

  /** Where the device keeps the call while it waits and runs. <b>Thread:</b> the device's. */
  public Queued<Call> place() {
    return place;
  }

  /** What the driver gets. */
  public Invocation invocation() {
    return Objects.requireNonNull(invocation, "no call");
  }

  /** The function. */
  public FunctionSpec function() {
    return invocation().arguments().function();
  }

  /** How the call ended. */
  public Outcome outcome() {
    return outcome;
  }

  /** When the call ended. <b>Units:</b> {@link System#nanoTime()}. */
  public long endedNanos() {
    return endedNanos;
  }

  /** From the snapshot to the start at the device. */
  public long queuedNanos() {
    return startedNanos - takenNanos;
  }

  /** From the start at the device to the end. */
  public long ranNanos() {
    return endedNanos - startedNanos;
  }
}
