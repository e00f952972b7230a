package io.virtfun.verticles.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device gets calls and how soon it would run one, as those see it who send them.
 *
 * <p><b>Thread:</b> any; the device's verticle writes.
 */
public final class Standing {
  private static final VarHandle BACKLOG;

  static {
    try {
      BACKLOG = MethodHandles.lookup().findVarHandle(Standing.class, "backlogNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int slots;
  private volatile @Nullable String quarantine;
  private volatile boolean doubted;
  private volatile boolean probed;
  private volatile int readmissions;

  // SYNC: opaque. A hint, which nothing is ordered by.
  private long backlogNanos;

  /** Of a device that runs one call at a time. */
  public Standing() {
    this(1);
  }

  /** Of a device that runs so many calls at once, and serves. */
  public Standing(int slots) {
    this.slots = slots;
  }

  /** Calls that the device runs at once. */
  public int slots() {
    return slots;
  }

  /** After how long what the device has is likely to have ended. */
  public long backlogNanos() {
    return (long) BACKLOG.getOpaque(this);
  }

  /** Says after how long that is. */
  public void backlogNanos(long nanos) {
    BACKLOG.setOpaque(this, nanos);
  }

  /** Whether the device gets calls. */
  public boolean isServing() {
    return quarantine == null;
  }

  /** Why the device gets no calls; null: it does. */
  public @Nullable String quarantine() {
    return quarantine;
  }

  /** Says that the device gets no calls, and why. */
  public void quarantine(String why) {
    quarantine = why;
  }

  /** Says that the device gets calls. */
  public void readmit() {
    int before = readmissions;
    readmissions = before + 1;
    quarantine = null;
  }

  /** How often the device was taken back; what was learned of it before may be wrong. */
  public int readmissions() {
    return readmissions;
  }

  /** Whether a device that gets no calls is being checked. */
  public boolean isProbed() {
    return probed;
  }

  /** Says whether it is. */
  public void probed(boolean value) {
    probed = value;
  }

  /** Whether calls failed lately, so that one that goes well is worth telling. */
  public boolean isDoubted() {
    return doubted;
  }

  /** Says whether calls failed lately. */
  public void doubted(boolean value) {
    doubted = value;
  }
}
