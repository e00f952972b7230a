package io.virtfun.benchmarks;

import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The targets as people read them. */
final class TargetTable {
  private static final String FORMAT = "%-3s %-24s %-42s %12s %25s %10s %10s  %s%n";

  private TargetTable() {}

  static String of(List<Targets.Result> results, Map<String, Interval> fields) {
    StringBuilder text =
        new StringBuilder("Targets: what a figure must reach, and what it is to reach\n")
            .append(
                FORMAT.formatted("", "field", "", "value", "95 % of cases", "must", "goal", ""));
    for (Targets.Result result : results) {
      Target target = result.target();
      text.append(
          FORMAT.formatted(
              target.id(),
              target.field(),
              target.text(),
              number(result.value()),
              bounds(fields.get(target.field())),
              bound(target, target.must()),
              bound(target, target.goal()),
              result.verdict().text()));
    }
    return text.toString();
  }

  private static String bounds(@Nullable Interval interval) {
    return interval == null ? "" : number(interval.low()) + " .. " + number(interval.high());
  }

  private static String bound(Target target, @Nullable Double bound) {
    return bound == null ? "-" : target.direction().sign() + " " + number(bound);
  }

  /** Three digits or more, without an exponent. */
  static String number(@Nullable Double value) {
    if (value == null) {
      return "-";
    }
    double size = Math.abs(value);
    int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
