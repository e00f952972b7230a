package io.virtfun.verticles.health;

import org.jspecify.annotations.Nullable;

/**
 * Whether one device gets calls: it serves, or it is in quarantine until a probe goes well.
 *
 * <h2>Into quarantine</h2>
 *
 * Some failed calls in a row of more than one tenant, a call that hangs, a check that does not go
 * well, or one wrong result. Failed calls of one tenant alone have the device checked: that
 * tenant's guests may have found out how to make calls fail. While calls go on failing so, the
 * pauses between checks double; what fails while the device is being checked does not count.
 *
 * <h2>Out of it</h2>
 *
 * Probes, with pauses that double, also over quarantines that follow one another closely. A device
 * that has given a wrong result is not asked whether it is well: it stays until an operator has it
 * opened anew.
 *
 * <p>What ends after the quarantine began, good or bad, changes nothing: those calls were given to
 * the device before.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> {@link System#nanoTime()}.
 */
public final class DeviceHealth {
  /** How many of the longest pauses a device has to serve for its quarantines to be forgotten. */
  private static final long CLOSE = 10;

  private final HealthSettings settings;
  private State state = State.SERVING;
  private Cause cause = Cause.NONE;
  private int failures;
  private @Nullable Object failedTenant;
  private boolean severalTenants;
  private boolean toBeChecked;
  private boolean checking;
  private boolean checkIsStale;
  private long checkPauseNanos;
  private long nextCheckNanos;
  private long pauseNanos;
  private long servedSinceNanos;
  private long nextProbeNanos;
  private long quarantines;

  /** Where a device is. */
  public enum State {
    /** It gets calls. */
    SERVING,
    /** It gets none, until a probe goes well. */
    QUARANTINED,
    /** It is being probed. */
    PROBING
  }

  /** Why a device is in quarantine. */
  public enum Cause {
    /** It is not. */
    NONE("in service"),
    /** Calls failed one after another. */
    FAILURES("calls failed one after another"),
    /** A call ran longer than it may. */
    HANG("a call does not end"),
    /** It said that it does not work. */
    CHECK("a check did not go well"),
    /** A result differed from that of the reference. */
    WRONG_RESULT("a wrong result");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** In words. */
    public String text() {
      return text;
    }
  }

  /** A device that serves. */
  public DeviceHealth(HealthSettings settings) {
    this.settings = settings;
  }

  /** A call went well. */
  public void succeeded() {
    checkPauseNanos = 0;
    forgetFailures();
  }

  private void forgetFailures() {
    failures = 0;
    failedTenant = null;
    severalTenants = false;
    toBeChecked = false;
  }

  /** The device failed a call of a tenant; whether it is quarantined for it now. */
  public boolean failed(Object tenant, long nowNanos) {
    if (checking) {
      return false;
    }
    failures++;
    severalTenants |= failedTenant != null && !failedTenant.equals(tenant);
    failedTenant = tenant;
    if (failures < settings.mostFailures()) {
      return false;
    }
    if (severalTenants) {
      return quarantine(Cause.FAILURES, nowNanos);
    }
    toBeChecked = true;
    return false;
  }

  /** Whether a call that goes well changes anything: calls failed, or checks pause longer. */
  public boolean isDoubted() {
    return failures > 0 || checkPauseNanos != 0;
  }

  /** Whether to check the device while it serves, as soon as it can be. */
  public boolean wantsCheck(long nowNanos) {
    boolean tooSoon = checkPauseNanos != 0 && nowNanos - nextCheckNanos < 0;
    return toBeChecked && !checking && !tooSoon && state == State.SERVING;
  }

  /** Whether to check it now; if so, {@link #checked} ends it. */
  public boolean beginCheck(long nowNanos) {
    if (!wantsCheck(nowNanos)) {
      return false;
    }
    toBeChecked = false;
    checking = true;
    return true;
  }

  /**
   * The check has ended; whether the device is quarantined for it now. What it found counts for
   * nothing where the device was quarantined meanwhile.
   */
  public boolean checked(boolean well, long nowNanos) {
    checking = false;
    if (checkIsStale) {
      checkIsStale = false;
      return false;
    }
    if (well) {
      checkPauseNanos = longer(checkPauseNanos);
      nextCheckNanos = nowNanos + checkPauseNanos;
      forgetFailures();
      return false;
    }
    return quarantine(Cause.CHECK, nowNanos);
  }

  /** A call does not end though it was told to; whether the device is quarantined for it now. */
  public boolean hung(long nowNanos) {
    return quarantine(Cause.HANG, nowNanos);
  }

  /** A result was wrong; whether the device is quarantined for it now. */
  public boolean lied(long nowNanos) {
    boolean entered = quarantine(Cause.WRONG_RESULT, nowNanos);
    cause = Cause.WRONG_RESULT;
    return entered;
  }

  private boolean quarantine(Cause why, long nowNanos) {
    if (state != State.SERVING) {
      return false;
    }
    state = State.QUARANTINED;
    cause = why;
    quarantines++;
    checkIsStale = checking;
    boolean closely = nowNanos - servedSinceNanos < CLOSE * settings.longestPause().toNanos();
    pauseNanos = longer(closely ? pauseNanos : 0);
    nextProbeNanos = nowNanos + pauseNanos;
    return true;
  }

  /** The pause after one, 0 being none. */
  private long longer(long pause) {
    return pause == 0
        ? settings.firstPause().toNanos()
        : Math.min(2 * pause, settings.longestPause().toNanos());
  }

  /** Whether the device gets calls. */
  public boolean isServing() {
    return state == State.SERVING;
  }

  /** Whether it is to be probed at some time; not before a check that is under way has ended. */
  public boolean awaitsProbe() {
    return state == State.QUARANTINED && !checking && cause != Cause.WRONG_RESULT;
  }

  /** When, where it {@link #awaitsProbe}. */
  public long nextProbeNanos() {
    return nextProbeNanos;
  }

  /** Whether to begin a probe now; if so, it has begun, and {@link #probed} ends it. */
  public boolean beginProbe(long nowNanos) {
    if (!awaitsProbe() || nowNanos - nextProbeNanos < 0) {
      return false;
    }
    state = State.PROBING;
    return true;
  }

  /** The probe has ended; whether the device serves again. */
  public boolean probed(boolean well, long nowNanos) {
    if (state != State.PROBING) {
      throw new IllegalStateException(state + " (expected: PROBING)");
    }
    if (well && cause != Cause.WRONG_RESULT) {
      state = State.SERVING;
      cause = Cause.NONE;
      servedSinceNanos = nowNanos;
      succeeded();
      return true;
    }
    state = State.QUARANTINED;
    pauseNanos = longer(pauseNanos);
    nextProbeNanos = nowNanos + pauseNanos;
    return false;
  }

  /** Where the device is. */
  public State state() {
    return state;
  }

  /** Why it is in quarantine. */
  public Cause cause() {
    return cause;
  }

  /** How often it was quarantined. */
  public long quarantines() {
    return quarantines;
  }
}
