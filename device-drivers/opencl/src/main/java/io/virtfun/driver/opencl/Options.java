package io.virtfun.driver.opencl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The driver's options.
 *
 * @param platform index or part of the name; null: any
 * @param device index among the platform's devices, or part of the name; null: the first
 * @param program a program to load instead of the built-in source; null: none
 * @param copies whether payload goes through buffers of the device even where it shares memory with
 *     the host
 */
record Options(
    @Nullable String platform, @Nullable String device, @Nullable Path program, boolean copies) {
  private static final String MEMORY = "memory";
  private static final Set<String> KNOWN = Set.of("device", MEMORY, "platform", "program");

  /**
   * Options from the configuration. <b>Errors:</b> {@link IllegalArgumentException} names option,
   * value and expectation.
   */
  static Options of(Map<String, String> options) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (!KNOWN.contains(option.getKey())) {
        throw wrong(option.getKey(), option.getValue(), "one of " + new TreeSet<>(KNOWN));
      }
    }
    String memory = options.getOrDefault(MEMORY, "auto");
    if (!memory.equals("auto") && !memory.equals("copy")) {
      throw wrong(MEMORY, memory, "auto or copy");
    }
    return new Options(
        name(options, "platform"),
        name(options, "device"),
        program(options.get("program")),
        memory.equals("copy"));
  }

  private static @Nullable String name(Map<String, String> options, String option) {
    String value = options.get(option);
    if (value != null && value.isBlank()) {
      throw wrong(option, value, "an index or a part of the name");
    }
    return value;
  }

  private static @Nullable Path program(@Nullable String value) {
    if (value == null) {
      return null;
    }
    Path path = Path.of(value);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw wrong("program", value, "a file that can be read");
    }
    return path;
  }

  private static IllegalArgumentException wrong(String option, String value, String expectation) {
    return new IllegalArgumentException(
        "options.%s: %s (expected: %s)".formatted(option, value, expectation));
  }
}
