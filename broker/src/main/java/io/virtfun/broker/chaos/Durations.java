package io.virtfun.broker.chaos;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as people write it: {@code 30s}, {@code 2m}, {@code 1h} or ISO 8601. */
final class Durations {
  private static final Pattern SUFFIXED = Pattern.compile("([0-9]{1,9})([smh])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

  private Durations() {}

  /** <b>Errors:</b> {@link IllegalArgumentException} quotes what is none. */
  static Duration of(String text) {
    Matcher suffixed = SUFFIXED.matcher(text);
    try {
      if (suffixed.matches()) {
        ChronoUnit unit = UNITS.getOrDefault(suffixed.group(2), ChronoUnit.SECONDS);
        return Duration.of(Long.parseLong(suffixed.group(1)), unit);
      }
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(text + " (expected: a duration such as 30s or 2m)", e);
    }
  }
}
