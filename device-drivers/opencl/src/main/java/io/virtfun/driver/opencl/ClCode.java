package io.virtfun.driver.opencl;

/**
 * OpenCL's error codes in words.
 *
 * <p><b>Source:</b> OpenCL 3.0 API, appendix F, and the extension cl_khr_icd.
 */
final class ClCode {
  static final int SUCCESS = 0;
  static final int DEVICE_NOT_FOUND = -1;
  static final int INVALID_KERNEL_NAME = -46;
  static final int PLATFORM_NOT_FOUND = -1001;

  private static final int FIRST_USAGE = 30;

  /** Codes 0, -1 and so on. */
  private static final String[] RUNTIME = {
    "success",
    "device not found",
    "device not available",
    "compiler not available",
    "memory object allocation failure",
    "out of resources",
    "out of host memory",
    "profiling information not available",
    "memory copy overlap",
    "image format mismatch",
    "image format not supported",
    "build program failure",
    "map failure",
    "misaligned sub-buffer offset",
    "execution status error for events in wait list",
    "compile program failure",
    "linker not available",
    "link program failure",
    "device partition failed",
    "kernel argument information not available"
  };

  /** Codes -30, -31 and so on. */
  private static final String[] USAGE = {
    "invalid value",
    "invalid device type",
    "invalid platform",
    "invalid device",
    "invalid context",
    "invalid queue properties",
    "invalid command queue",
    "invalid host pointer",
    "invalid memory object",
    "invalid image format descriptor",
    "invalid image size",
    "invalid sampler",
    "invalid binary",
    "invalid build options",
    "invalid program",
    "invalid program executable",
    "invalid kernel name",
    "invalid kernel definition",
    "invalid kernel",
    "invalid argument index",
    "invalid argument value",
    "invalid argument size",
    "invalid kernel arguments",
    "invalid work dimension",
    "invalid work group size",
    "invalid work item size",
    "invalid global offset",
    "invalid event wait list",
    "invalid event",
    "invalid operation",
    "invalid GL object",
    "invalid buffer size",
    "invalid mip level",
    "invalid global work size",
    "invalid property",
    "invalid image descriptor",
    "invalid compiler options",
    "invalid linker options",
    "invalid device partition count",
    "invalid pipe size",
    "invalid device queue",
    "invalid specification id",
    "maximum size restriction exceeded"
  };

  private ClCode() {}

  /** As {@code invalid buffer size (-61)}. */
  static String words(int code) {
    return name(code) + " (" + code + ")";
  }

  private static String name(int code) {
    if (code == PLATFORM_NOT_FOUND) {
      return "platform not found";
    }
    int number = -code;
    if (number >= 0 && number < RUNTIME.length) {
      return RUNTIME[number];
    }
    if (number >= FIRST_USAGE && number - FIRST_USAGE < USAGE.length) {
      return USAGE[number - FIRST_USAGE];
    }
    return "code of the vendor's";
  }
}
