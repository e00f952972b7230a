package io.virtfun.verticles.bus;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One accepted call: a slot of its lane's in-flight table, reused when the call has ended.
 *
 * <p><b>Ownership:</b> the lane's, except between dispatch to a device and return from it, when it
 * is the device's. The bus orders the hand-overs.
 */
public final class Call {
  private final Object owner;
  private final int slot;
  private final int doorbell;

  // Written by the lane.
  private long correlationId;
  private int deviceNumber;
  private long takenNanos;
  private @Nullable Invocation invocation;
  private @Nullable Call next;
  private volatile boolean abandoned;

  // Written by the device.
  private long startedNanos;
  private long endedNanos;
  private Outcome outcome = Outcome.deviceFailed();

  /**
   * A free slot.
   *
   * @param owner who serves the lane, opaque to devices
   * @param doorbell number of the doorbell verticle that serves the lane
   */
  public Call(Object owner, int slot, int doorbell) {
    this.owner = owner;
    this.slot = slot;
    this.doorbell = doorbell;
  }

  /** Fills the slot. <b>Thread:</b> the lane's. */
  public void begin(long correlation, long nowNanos, Invocation what) {
    correlationId = correlation;
    takenNanos = nowNanos;
    invocation = what;
    startedNanos = nowNanos;
    endedNanos = nowNanos;
    outcome = Outcome.deviceFailed();
    abandoned = false;
  }

  /** Nobody waits for the call any more: a device need not start it. <b>Thread:</b> the lane's. */
  public void abandon() {
    abandoned = true;
  }

  /** Whether nobody waits for the call any more. <b>Thread:</b> any. */
  public boolean isAbandoned() {
    return abandoned;
  }

  /** Names the device that is to run the call. <b>Thread:</b> the lane's. */
  public void assign(int number) {
    deviceNumber = number;
  }

  /** Empties the slot. <b>Thread:</b> the lane's. */
  public void clear() {
    invocation = null;
    next = null;
  }

  /** Notes the start. <b>Thread:</b> the device's. <b>Units:</b> {@link System#nanoTime()}. */
  public void started(long nowNanos) {
    startedNanos = nowNanos;
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

  /** Number of the assigned device. */
  public int deviceNumber() {
    return deviceNumber;
  }

  /** What the driver gets. */
  public Invocation invocation() {
    return Objects.requireNonNull(invocation, "the slot is free");
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

  /** Next in the queue this call waits in. <b>Thread:</b> the owner's. */
  public @Nullable Call next() {
    return next;
  }

  /** Links the call into a queue. <b>Thread:</b> the owner's. */
  public void next(@Nullable Call call) {
    next = call;
  }
}
