package io.virtfun.driver.simulated;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The options of one device.
 *
 * @param seed decides which calls meet a fault
 * @param failPerMillion how many of a million calls fail
 * @param hangPerMillion how many hang until they are told to stop
 * @param liePerMillion how many have a wrong result
 */
record SimulatedOptions(long seed, long failPerMillion, long hangPerMillion, long liePerMillion) {
  private static final String SEED = "seed";
  private static final String FAIL = "fail-per-million";
  private static final String HANG = "hang-per-million";
  private static final String LIE = "lie-per-million";
  private static final Set<String> NAMES = Set.of(SEED, FAIL, HANG, LIE);
  private static final int MILLION = 1_000_000;
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  /** <b>Errors:</b> {@link IllegalArgumentException} names option, value and expectation. */
  static SimulatedOptions of(Map<String, String> options) {
    new TreeMap<>(options)
        .forEach(
            (name, value) -> {
              if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                    "options.%s: %s (expected: one of %s)"
                        .formatted(name, value, NAMES.stream().sorted().toList()));
              }
            });
    return new SimulatedOptions(
        number(options, SEED, Long.MAX_VALUE),
        number(options, FAIL, MILLION),
        number(options, HANG, MILLION),
        number(options, LIE, MILLION));
  }

  private static long number(Map<String, String> options, String name, long most) {
    String text = options.getOrDefault(name, "0");
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "options.%s: %s (expected: 0..%d)".formatted(name, text, most));
  }

  /** What call number {@code number} of the device meets; the same whenever it is asked. */
  Fault faultOf(long number) {
    long point = Math.floorMod(mix(seed + number * GOLDEN_GAMMA), MILLION);
    if (point < failPerMillion) {
      return Fault.FAIL;
    }
    if (point < failPerMillion + hangPerMillion) {
      return Fault.HANG;
    }
    return point < failPerMillion + hangPerMillion + liePerMillion ? Fault.LIE : Fault.NONE;
  }

  /** Variant 13 of Stafford's mixers, as SplitMix64 has it. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
