package io.virtfun.driver.opencl;

import static org.lwjgl.system.MemoryUtil.memGetInt;
import static org.lwjgl.system.MemoryUtil.memGetLong;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** What the runtime says about its platforms, devices and programs. <b>Thread:</b> any. */
final class ClInfo {
  private static final int MAX_TEXT_BYTES = 1 << 20;

  private ClInfo() {}

  /** One of the calls that write a value of a size to an address. */
  @FunctionalInterface
  interface Query {
    int ask(long sizeBytes, long value, long neededBytes);
  }

  static String platformText(long platform, int what) {
    return text(
        "clGetPlatformInfo",
        (size, value, needed) -> CL10.nclGetPlatformInfo(platform, what, size, value, needed));
  }

  static String deviceText(long device, int what) {
    return text(
        "clGetDeviceInfo",
        (size, value, needed) -> CL10.nclGetDeviceInfo(device, what, size, value, needed));
  }

  static int deviceInt(long device, int what) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long value = stack.nint(0);
      ClException.check(
          "clGetDeviceInfo", CL10.nclGetDeviceInfo(device, what, Integer.BYTES, value, 0));
      return memGetInt(value);
    }
  }

  static long deviceLong(long device, int what) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long value = stack.nlong(0);
      ClException.check(
          "clGetDeviceInfo", CL10.nclGetDeviceInfo(device, what, Long.BYTES, value, 0));
      return memGetLong(value);
    }
  }

  /** A text, without the zero that ends it. */
  static String text(String call, Query query) {
    int sizeBytes;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long needed = stack.nlong(0);
      ClException.check(call, query.ask(0, 0, needed));
      sizeBytes = (int) Math.min(MAX_TEXT_BYTES, memGetLong(needed));
    }
    if (sizeBytes <= 1) {
      return "";
    }
    ByteBuffer bytes = MemoryUtil.memCalloc(sizeBytes);
    try {
      ClException.check(call, query.ask(sizeBytes, MemoryUtil.memAddress(bytes), 0));
      return StandardCharsets.UTF_8.decode(bytes.limit(sizeBytes - 1)).toString().strip();
    } finally {
      MemoryUtil.memFree(bytes);
    }
  }
}
