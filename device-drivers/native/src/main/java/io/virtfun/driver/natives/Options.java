package io.virtfun.driver.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The driver's options.
 *
 * @param library the C library
 * @param layout the memory of each slot
 */
record Options(Path library, StagingLayout layout) {
  private static final Set<String> KNOWN = Set.of("library", "staging");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(KiB|MiB|GiB)");
  private static final String DEFAULT_STAGING = "64MiB";
  private static final long MAX_STAGING_BYTES = 4L << 30;

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
    return new Options(
        library(options.get("library")), layout(options.getOrDefault("staging", DEFAULT_STAGING)));
  }

  private static Path library(@Nullable String value) {
    if (value == null) {
      throw wrong("library", "missing", "path of a shared library");
    }
    Path path = Path.of(value);
    if (!path.isAbsolute() || !Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw wrong("library", value, "absolute path of a file that can be read");
    }
    return path;
  }

  private static StagingLayout layout(String value) {
    Matcher size = SIZE.matcher(value);
    if (size.matches()) {
      long unit =
          switch (size.group(2)) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            default -> 1L << 30;
          };
      long bytes = Long.parseLong(size.group(1)) * unit;
      if (bytes >= StagingLayout.PAGE_BYTES
          && bytes <= MAX_STAGING_BYTES
          && bytes % StagingLayout.PAGE_BYTES == 0) {
        return new StagingLayout(bytes);
      }
    }
    throw wrong("staging", value, "size in 64KiB..4GiB, multiple of 64KiB");
  }

  private static IllegalArgumentException wrong(String option, String value, String expectation) {
    return new IllegalArgumentException(
        "options.%s: %s (expected: %s)".formatted(option, value, expectation));
  }
}
