package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_DEVICE_AVAILABLE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_COMPILER_AVAILABLE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_ENDIAN_LITTLE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.lwjgl.opencl.CL10.CL_DEVICE_NAME;
import static org.lwjgl.opencl.CL11.CL_DEVICE_HOST_UNIFIED_MEMORY;

import org.jspecify.annotations.Nullable;

/**
 * A device as the runtime describes it.
 *
 * @param platform the platform's handle
 * @param handle the device's handle
 * @param platformName the platform's name
 * @param name the device's name
 * @param computeUnits at least 1
 * @param sharesHostMemory whether the device works on the host's memory
 * @param compiles whether the runtime has a compiler
 * @param fault why no device of this kind serves; null: it does
 */
record ClDevice(
    long platform,
    long handle,
    String platformName,
    String name,
    int computeUnits,
    boolean sharesHostMemory,
    boolean compiles,
    @Nullable String fault) {

  static ClDevice read(long platform, String platformName, long handle) {
    return new ClDevice(
        platform,
        handle,
        platformName,
        ClInfo.deviceText(handle, CL_DEVICE_NAME),
        Math.max(1, ClInfo.deviceInt(handle, CL_DEVICE_MAX_COMPUTE_UNITS)),
        is(handle, CL_DEVICE_HOST_UNIFIED_MEMORY),
        is(handle, CL_DEVICE_COMPILER_AVAILABLE),
        fault(handle));
  }

  private static @Nullable String fault(long handle) {
    if (!is(handle, CL_DEVICE_AVAILABLE)) {
      return "not available";
    }
    return is(handle, CL_DEVICE_ENDIAN_LITTLE) ? null : "not little-endian";
  }

  private static boolean is(long handle, int what) {
    return ClInfo.deviceInt(handle, what) != 0;
  }

  /** Why the device does not serve now; null: it does. */
  @Nullable String faultNow() {
    return fault(handle);
  }

  /** One line for people. */
  String description() {
    return name + " (" + platformName + "), " + computeUnits + " compute units";
  }
}
