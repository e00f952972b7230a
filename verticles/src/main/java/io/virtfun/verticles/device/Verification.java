package io.virtfun.verticles.device;

import io.virtfun.driver.spi.DeviceFunction.Kernel;
import java.util.Map;
import java.util.Set;

/**
 * Which of a device's calls are run on a reference too.
 *
 * @param perMillion how many of a million calls
 * @param reference kernels by the functions' names and versions
 * @param floats names of functions whose output is compared as numbers of 32 bits
 */
public record Verification(int perMillion, Map<String, Kernel> reference, Set<String> floats) {
  /** Of no call. */
  public static final Verification NONE = new Verification(0, Map.of(), Set.of());

  public Verification {
    reference = Map.copyOf(reference);
    floats = Set.copyOf(floats);
  }
}
