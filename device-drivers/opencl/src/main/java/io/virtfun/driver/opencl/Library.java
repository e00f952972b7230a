package io.virtfun.driver.opencl;

import org.jspecify.annotations.Nullable;
import org.lwjgl.opencl.CL;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.linux.DynamicLinkLoader;

/** Loads the OpenCL library. <b>Thread:</b> any. */
final class Library {
  private static final String NAME = "libOpenCL.so.1";

  private Library() {}

  /** Null once the library is loaded; else why it is not, in one line. */
  static @Nullable String missing() {
    return missing(NAME);
  }

  static synchronized @Nullable String missing(String name) {
    try {
      if (!isInstalled(name)) {
        return "no OpenCL: "
            + name
            + " is not installed (Debian: apt-get install ocl-icd-libopencl1 pocl-opencl-icd)";
      }
      // By itself the binding looks for the name that only development packages install.
      Configuration.OPENCL_LIBRARY_NAME.set(name);
      CL.getFunctionProvider();
      return null;
    } catch (LinkageError e) {
      return "no OpenCL: the binding cannot be loaded: " + e.getMessage();
    }
  }

  private static boolean isInstalled(String name) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long handle = DynamicLinkLoader.dlopen(stack.ASCII(name), DynamicLinkLoader.RTLD_LAZY);
      if (handle == 0) {
        return false;
      }
      DynamicLinkLoader.dlclose(handle);
      return true;
    }
  }
}
