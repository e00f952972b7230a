package io.virtfun.verticles.admission;

import java.util.Set;

/** Limits that differ from none in a few figures. */
public final class TestLimits {
  private TestLimits() {}

  /** So many calls in flight. */
  public static TenantLimits inFlight(int most, OnLimit onLimit) {
    return of(most, 0, 0, 0, onLimit);
  }

  /** So many calls per second. */
  public static TenantLimits calls(int perSecond, OnLimit onLimit) {
    return of(0, perSecond, 0, 0, onLimit);
  }

  static TenantLimits of(
      int inFlight, int calls, long bytes, int deviceTimePercent, OnLimit onLimit) {
    return new TenantLimits(
        1, 0, Set.of(), Set.of(), inFlight, calls, bytes, deviceTimePercent, onLimit);
  }

  /** Calls as urgent as may be. */
  public static TenantLimits urgent() {
    return new TenantLimits(
        1, TenantLimits.MAX_PRIORITY, Set.of(), Set.of(), 0, 0, 0, 0, OnLimit.DEFER);
  }

  /** A share of what is contended. */
  public static TenantLimits weighing(int weight) {
    return new TenantLimits(weight, 0, Set.of(), Set.of(), 0, 0, 0, 0, OnLimit.DEFER);
  }

  /** Some functions on some devices. */
  public static TenantLimits allowing(Set<String> functions, Set<String> devices) {
    return new TenantLimits(1, 0, functions, devices, 0, 0, 0, 0, OnLimit.DEFER);
  }
}
