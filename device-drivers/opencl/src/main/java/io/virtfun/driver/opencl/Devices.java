package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE_ALL;
import static org.lwjgl.opencl.CL10.CL_PLATFORM_NAME;
import static org.lwjgl.system.MemoryUtil.memGetAddress;
import static org.lwjgl.system.MemoryUtil.memGetInt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** The devices of all platforms here, and the one that the options mean. <b>Thread:</b> any. */
final class Devices {
  private static final int MAX_HANDLES = 64;

  private Devices() {}

  /** What was found. */
  sealed interface Found {
    /** The device to open. */
    record One(ClDevice device) implements Found {}

    /** Nothing to open, and why, in one line. */
    record None(String reason) implements Found {}
  }

  static Found find(Options options) {
    String missing = Library.missing();
    if (missing != null) {
      return new Found.None(missing);
    }
    List<Platform> platforms = platforms();
    if (platforms.isEmpty()) {
      return new Found.None(
          "no OpenCL platform: install the device's runtime (Debian, for processors: apt-get"
              + " install pocl-opencl-icd)");
    }
    List<Platform> chosen = matching(platforms, options.platform(), Platform::name);
    if (chosen.isEmpty()) {
      return none("platform", options.platform(), platforms, Platform::name);
    }
    List<ClDevice> devices = new ArrayList<>();
    chosen.forEach(platform -> devices.addAll(devices(platform)));
    List<ClDevice> matching = matching(devices, options.device(), ClDevice::name);
    if (matching.isEmpty()) {
      return none("device", options.device(), devices, ClDevice::name);
    }
    return usable(matching.getFirst(), options);
  }

  private static Found usable(ClDevice device, Options options) {
    if (device.fault() != null) {
      return new Found.None(device.name() + ": " + device.fault());
    }
    if (!device.compiles() && options.program() == null) {
      return new Found.None(device.name() + ": its runtime has no compiler: set options.program");
    }
    return new Found.One(device);
  }

  private static <T> Found none(
      String option, @Nullable String value, List<T> all, Function<T, String> name) {
    if (all.isEmpty()) {
      return new Found.None("no OpenCL " + option);
    }
    String names = all.stream().map(name).collect(Collectors.joining(", "));
    return new Found.None(
        "options." + option + ": " + value + " (expected: an index or a part of: " + names + ")");
  }

  /** Those with an index, or a name that contains a text; all where nothing is asked for. */
  static <T> List<T> matching(List<T> all, @Nullable String wanted, Function<T, String> name) {
    if (wanted == null) {
      return all;
    }
    if (wanted.matches("[0-9]{1,4}")) {
      int index = Integer.parseInt(wanted);
      return index < all.size() ? List.of(all.get(index)) : List.of();
    }
    String part = wanted.toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(each -> name.apply(each).toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }

  private record Platform(long handle, String name) {}

  private static List<Platform> platforms() {
    return handles("clGetPlatformIDs", CL10::nclGetPlatformIDs).stream()
        .map(handle -> new Platform(handle, ClInfo.platformText(handle, CL_PLATFORM_NAME)))
        .toList();
  }

  private static List<ClDevice> devices(Platform platform) {
    return handles(
            "clGetDeviceIDs",
            (most, handles, found) ->
                CL10.nclGetDeviceIDs(platform.handle, CL_DEVICE_TYPE_ALL, most, handles, found))
        .stream()
        .map(handle -> ClDevice.read(platform.handle, platform.name, handle))
        .toList();
  }

  /** One of the calls that list handles. */
  @FunctionalInterface
  private interface Listing {
    int list(int most, long handles, long found);
  }

  private static List<Long> handles(String call, Listing listing) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long found = stack.nint(0);
      long handles = stack.ncalloc(Long.BYTES, MAX_HANDLES, Long.BYTES);
      int code = listing.list(MAX_HANDLES, handles, found);
      if (code == ClCode.PLATFORM_NOT_FOUND || code == ClCode.DEVICE_NOT_FOUND) {
        return List.of();
      }
      ClException.check(call, code);
      List<Long> list = new ArrayList<>();
      for (int i = 0; i < Math.min(MAX_HANDLES, memGetInt(found)); i++) {
        list.add(memGetAddress(handles + (long) Long.BYTES * i));
      }
      return list;
    }
  }
}
