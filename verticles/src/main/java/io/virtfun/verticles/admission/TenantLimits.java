package io.virtfun.verticles.admission;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.Set;

/**
 * What one tenant may take.
 *
 * @param weight share of a contended device
 * @param priorityCeiling most urgent priority of its calls
 * @param functions names of the functions it may call; empty: all
 * @param devices ids of the devices its calls may run on; empty: all
 * @param maxInFlight calls taken and not ended at once; 0: no limit
 * @param callsPerSecond calls taken per second; 0: no limit
 * @param bytesPerSecond input and output capacity of the calls taken per second; 0: no limit
 * @param deviceTimePercent time of devices per time, 100 being one slot of one device; 0: no limit
 * @param onLimit what becomes of calls above a limit
 */
public record TenantLimits(
    int weight,
    int priorityCeiling,
    Set<String> functions,
    Set<String> devices,
    int maxInFlight,
    int callsPerSecond,
    long bytesPerSecond,
    int deviceTimePercent,
    OnLimit onLimit) {
  /** Largest {@link #weight}. */
  public static final int MAX_WEIGHT = 1000;

  /** Most urgent priority there is. */
  public static final int MAX_PRIORITY = 3;

  /** Largest {@link #maxInFlight}. */
  public static final int MAX_IN_FLIGHT = 1_000_000;

  /** Largest {@link #callsPerSecond}. */
  public static final int MAX_CALLS_PER_SECOND = 1_000_000_000;

  /** Largest {@link #bytesPerSecond}. */
  public static final long MAX_BYTES_PER_SECOND = 1L << 40;

  /** Largest {@link #deviceTimePercent}. */
  public static final int MAX_DEVICE_TIME_PERCENT = 100_000;

  private static final TenantLimits NONE =
      new TenantLimits(1, 0, Set.of(), Set.of(), 0, 0, 0, 0, OnLimit.DEFER);

  /** Checks all. <b>Errors:</b> {@link IllegalArgumentException} names value and expectation. */
  public TenantLimits {
    functions = Set.copyOf(functions);
    devices = Set.copyOf(devices);
    requireWithin("weight", weight, 1, MAX_WEIGHT);
    requireWithin("priorityCeiling", priorityCeiling, 0, MAX_PRIORITY);
    requireWithin("maxInFlight", maxInFlight, 0, MAX_IN_FLIGHT);
    requireWithin("callsPerSecond", callsPerSecond, 0, MAX_CALLS_PER_SECOND);
    requireWithin("bytesPerSecond", bytesPerSecond, 0, MAX_BYTES_PER_SECOND);
    requireWithin("deviceTimePercent", deviceTimePercent, 0, MAX_DEVICE_TIME_PERCENT);
  }

  private static void requireWithin(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }

  /** All functions on all devices, as much as there is. */
  public static TenantLimits none() {
    return NONE;
  }

  /** Whether any limit can hold up a call. */
  public boolean holdsUpCalls() {
    return maxInFlight > 0 || callsPerSecond > 0 || bytesPerSecond > 0 || deviceTimePercent > 0;
  }

  /** The priority of a call that asks for one. */
  public int priority(int asked) {
    return Math.min(asked, priorityCeiling);
  }

  /** Whether the tenant may call a function. */
  public boolean allows(FunctionSpec function) {
    return functions.isEmpty() || functions.contains(function.name());
  }

  /** Whether the tenant's calls may run on a device. */
  public boolean allows(DeviceRoute device) {
    return devices.isEmpty() || devices.contains(device.id());
  }

  /** The routes as the tenant may use them: functions that it may not call have no device. */
  Routes permitted(Routes all) {
    return functions.isEmpty() && devices.isEmpty()
        ? all
        : all.restrictedTo(this::allows, this::allows);
  }
}
